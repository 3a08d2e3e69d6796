package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.CertificateVerifier;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** A certificate's common name is the user, its organizations are the groups. */
public final class ClientCertificateAuthenticator implements Authenticator {
  private static final int REMEMBERED = 4096;

  private final CertificateVerifier verifier;

  /** Reading a subject costs more than all else of a request's authentication. */
  private final Map<X509Certificate, UserInfo> users = new ConcurrentHashMap<>();

  public ClientCertificateAuthenticator(CertificateVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public Optional<UserInfo> authenticate(Credentials credentials)
      throws InvalidCredentialsException {
    if (credentials.certificates().isEmpty()) {
      return Optional.empty();
    }
    try {
      verifier.verifyClient(credentials.certificates());
    } catch (GeneralSecurityException e) {
      throw new InvalidCredentialsException("client certificate: " + e.getMessage());
    }
    X509Certificate leaf = credentials.certificates().getFirst();
    UserInfo user = users.get(leaf);
    if (user == null) {
      user = user(leaf);
      if (users.size() >= REMEMBERED) {
        users.clear();
      }
      users.put(leaf, user);
    }
    return user.name().isEmpty() ? Optional.empty() : Optional.of(user);
  }

  private static UserInfo user(X509Certificate certificate) throws InvalidCredentialsException {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn rdn : subject.getRdns()) {
        Attributes attributes = rdn.toAttributes();
        Attribute organizations = attributes.get("O");
        if (organizations != null) {
          NamingEnumeration<?> all = organizations.getAll();
          while (all.hasMore()) {
            groups.add(text(all.next()));
          }
        }
        Attribute commonName = attributes.get("CN");
        if (commonName != null) {
          name = text(commonName.get());
        }
      }
    } catch (InvalidNameException e) {
      throw new InvalidCredentialsException("client certificate: unreadable subject");
    } catch (NamingException e) {
      throw new InvalidCredentialsException("client certificate: " + e.getMessage());
    }
    return UserInfo.of(name, groups);
  }

  private static String text(Object value) throws InvalidCredentialsException {
    if (value instanceof String text) {
      return text;
    }
    throw new InvalidCredentialsException("client certificate: a name that is no text");
  }
}
