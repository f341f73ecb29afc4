package dev.bantam.server.openai;

import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.EventStream;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;

/** {@code /v1/responses}. */
final class ResponsesEndpoint implements Endpoint {
  private final ModelPool models;

  ResponsesEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    boolean stream = body.truth("stream", false);
    try (Lease lease = models.lease(body.string("model", null))) {
      ResponsesFields fields = ResponsesFields.read(body, lease);
      try (ChatRun run = ChatRun.start(lease, fields.request())) {
        exchange.onGone(run::cancel);
        ResponseTree tree = new ResponseTree(lease.name(), body);
        ChatRun.Reply reply = stream ? stream(exchange, run, tree) : whole(exchange, run, tree);
        exchange.answered(lease.name(), "chat", reply.answer());
      }
    }
  }

  private static ChatRun.Reply whole(Exchange exchange, ChatRun run, ResponseTree tree)
      throws InterruptedException {
    ResponseItems items = new ResponseItems(tree, (type, event) -> {});
    for (ChatEvent event = run.next(); event != null; event = run.next()) {
      items.add(event);
    }
    items.end();
    ChatRun.Reply reply = run.reply();
    exchange.json(200, tree.ended(reply));
    return reply;
  }

  /** Nothing is sent before it is known that there will be an answer. */
  private static ChatRun.Reply stream(Exchange exchange, ChatRun run, ResponseTree tree)
      throws InterruptedException {
    ChatEvent event = run.next();
    if (event == null) {
      run.reply(); // throws if there is none
    }
    EventStream out = exchange.events();
    ResponseItems items = new ResponseItems(tree, out::send);
    items.begin();
    for (; event != null; event = run.next()) {
      items.add(event);
    }
    items.end();
    ChatRun.Reply reply = run.reply();
    items.ended(reply);
    out.close();
    return reply;
  }
}
