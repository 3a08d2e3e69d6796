package io.gantry.controlruntime;

/** Bearer tokens for one identity. */
public interface TokenSource {
  /** No token: the connection's client certificate says who it is. */
  TokenSource NONE =
      new TokenSource() {
        @Override
        public String token() {
          return "";
        }

        @Override
        public void refused(String token) {}
      };

  /** A token that is valid now; empty for none. May block to get one. */
  String token();

  /** The server answered 401 to this token: don't give it out again. */
  void refused(String token);
}
