package io.gantry.resource.server;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.RequestInfoParser;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.content.Renderer;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP to {@link ApiCall} and back; decides nothing. Must be registered as supporting asynchronous
 * requests: watches go on after {@link #service} has returned and hold no thread.
 */
public final class ResourceServlet extends HttpServlet {
  /** Where the body is already known, as the gateway's is. */
  static final int MAX_BODY = 3 * 1024 * 1024;

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(ResourceServlet.class);
  private static final String RESOLVE = "X-Gantry-Resolve";

  private final transient ApiHandler chain;
  private final transient CallerIdentity identity;
  private final transient Executor writers;

  /**
   * @param writers encodes and writes the events of watches, so that the cache's thread does not
   */
  public ResourceServlet(ApiHandler chain, CallerIdentity identity, Executor writers) {
    this.chain = chain;
    this.identity = identity;
    this.writers = writers;
  }

  /** Serves one request; a watch goes on after the return. */
  @Override
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AnswerWriter writer = new AnswerWriter(request, response, writers);
    ApiCall call = null;
    try {
      UserInfo user =
          identity.of(request).orElseThrow(() -> ApiStatus.unauthorized().asException());
      call = call(request, user);
      write(call, request, writer);
    } catch (StatusException e) {
      writer.write(refusal(call, request, e.status()));
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
      writer.write(refusal(call, request, ApiStatus.internal(String.valueOf(e.getMessage()))));
    }
  }

  private void write(ApiCall call, HttpServletRequest request, AnswerWriter writer)
      throws IOException {
    ApiAnswer answer = chain.handle(call);
    if (answer instanceof ApiAnswer.Connect connect) {
      // The stream itself is the gateway's business: it asks with this header where to connect.
      if (request.getHeader(RESOLVE) == null) {
        throw ApiStatus.badRequest("Upgrade request required").asException();
      }
      writer.write(NodeConnect.document(connect));
    } else {
      writer.write(answer);
    }
  }

  private static ApiCall call(HttpServletRequest request, UserInfo user) throws IOException {
    Map<String, List<String>> query = RequestInfoParser.query(request.getQueryString());
    RequestInfo info = RequestInfoParser.parse(request.getMethod(), request.getRequestURI(), query);
    return new ApiCall(
        user,
        info,
        query,
        header(request, "Accept"),
        header(request, "User-Agent"),
        new ApiCall.Body.Bytes(
            Optional.ofNullable(request.getContentType()).orElse(""), body(request)));
  }

  private static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /**
   * @throws StatusException 413 for more than 3 MiB, before it has been read
   */
  private static byte[] body(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length > MAX_BODY) {
      throw tooLarge();
    }
    if (length == 0) {
      return new byte[0];
    }
    try (ServletInputStream in = request.getInputStream()) {
      // One byte more than allowed is enough to know.
      byte[] body = in.readNBytes(length > 0 ? (int) length : MAX_BODY + 1);
      if (body.length > MAX_BODY) {
        throw tooLarge();
      }
      return body;
    }
  }

  private static StatusException tooLarge() {
    return ApiStatus.tooLarge("Request entity too large: limit is " + MAX_BODY).asException();
  }

  private static ApiAnswer refusal(ApiCall call, HttpServletRequest request, ApiStatus status) {
    ApiCall asked =
        call != null
            ? call
            : new ApiCall(
                UserInfo.ANONYMOUS,
                RequestInfo.ofPath(request.getMethod(), request.getRequestURI()),
                RequestInfoParser.query(request.getQueryString()),
                header(request, "Accept"),
                header(request, "User-Agent"),
                ApiCall.Body.NONE);
    return Renderer.status(asked, status.toJson(), status.code());
  }
}
