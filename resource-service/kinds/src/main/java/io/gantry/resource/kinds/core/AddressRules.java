package io.gantry.resource.kinds.core;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;
import java.util.Locale;

/** Addresses that endpoints and external IPs may not have. */
public final class AddressRules {
  private AddressRules() {}

  /** Refuses addresses that always mean this host or a link; the address is well-formed. */
  public static List<FieldError> notSpecial(FieldPath path, String ip) {
    Findings out = new Findings();
    boolean six = ip.contains(":");
    if (ip.equals("0.0.0.0") || ip.equals("::")) {
      out.invalid(path, ip, "may not be unspecified (" + ip + ")");
    }
    if (ip.startsWith("127.") || ip.equals("::1")) {
      out.invalid(path, ip, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (ip.startsWith("169.254.") || (six && ip.toLowerCase(Locale.ROOT).startsWith("fe80"))) {
      out.invalid(path, ip, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (ip.startsWith("224.0.0.") || (six && ip.toLowerCase(Locale.ROOT).startsWith("ff02"))) {
      out.invalid(
          path, ip, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
    return out.list();
  }
}
