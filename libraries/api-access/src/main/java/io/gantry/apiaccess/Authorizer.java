package io.gantry.apiaccess;

/** Says whether a user may do a thing. Implementations answer from memory, without blocking. */
public interface Authorizer {
  enum Verdict {
    ALLOW,
    DENY,
    NO_OPINION
  }

  /**
   * @param reason printed for the user where it is refused; may be empty
   */
  record Decision(Verdict verdict, String reason) {
    public boolean allowed() {
      return verdict == Verdict.ALLOW;
    }
  }

  Decision authorize(UserInfo user, RequestInfo request);
}
