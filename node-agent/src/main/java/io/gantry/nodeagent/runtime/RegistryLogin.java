package io.gantry.nodeagent.runtime;

/** Credentials for a registry. */
public record RegistryLogin(String server, String username, String password) {
  public static final RegistryLogin NONE = new RegistryLogin("", "", "");

  public boolean isNone() {
    return username.isEmpty() && password.isEmpty();
  }
}
