package dev.bantam.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that Jetty finds before a request has a route, such as a head that is no HTTP. */
final class ErrorResponses implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    ApiException error =
        ApiException.of(
            status,
            status < 500 ? "invalid_request_error" : "api_error",
            null,
            message(status, request.getAttribute(ErrorHandler.ERROR_EXCEPTION)));
    byte[] body = ServerJson.write(Api.of(Request.getPathInContext(request)).error(error));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private static String message(int status, Object cause) {
    if (status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
        || status == HttpStatus.URI_TOO_LONG_414) {
      return "the request's head is larger than " + HttpLimits.HEAD + " bytes";
    }
    String name = HttpStatus.getMessage(status);
    return status == 400 && cause instanceof HttpException bad
        ? name + ": " + bad.getReason()
        : name;
  }
}
