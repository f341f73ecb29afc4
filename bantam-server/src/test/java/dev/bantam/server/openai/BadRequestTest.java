package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Http;
import dev.bantam.server.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Requests that are not as they should be are told which parameter is not. */
class BadRequestTest {
  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "'n': 0 | n",
        "'n': 9 | n",
        "'n': 5000000 | n",
        "'n': 1.5 | n",
        "'n': 'one' | n",
        "'max_tokens': -1 | max_tokens",
        "'max_tokens': 0 | max_tokens",
        "'max_completion_tokens': 2147483648 | max_completion_tokens",
        "'temperature': -1 | temperature",
        "'temperature': 2.1 | temperature",
        "'temperature': 1e999 | temperature",
        "'top_p': 1.1 | top_p",
        "'top_k': -2 | top_k",
        "'min_p': 2 | min_p",
        "'presence_penalty': 3 | presence_penalty",
        "'frequency_penalty': -3 | frequency_penalty",
        "'repeat_penalty': 0 | repeat_penalty",
        "'mirostat': 3 | mirostat",
        "'seed': 'x' | seed",
        "'stop': ['1','2','3','4','5'] | stop",
        "'stop': '' | stop",
        "'stop': [1] | stop",
        "'top_logprobs': 3 | top_logprobs",
        "'logprobs': true, 'top_logprobs': 1000000000 | top_logprobs",
        "'logit_bias': {'100000': 1} | logit_bias",
        "'logit_bias': {'-1': 1} | logit_bias",
        "'logit_bias': {'5': 101} | logit_bias.5",
        "'stream': 'yes' | stream",
        "'user': 5 | user",
        "'reasoning_effort': 'great' | reasoning_effort",
        "'response_format': {'type': 'xml'} | response_format.type",
        "'response_format': {'type': 'json_schema'} | response_format.json_schema",
        "'response_format': {'type': 'json_schema', 'json_schema': {'schema': {'type': 'x'}}}"
            + " | response_format.json_schema.schema",
        "'grammar': 'root ::= (' | grammar",
        "'grammar': 'root ::= root' | grammar",
        "'adapters': [{'name': 'x', 'scale': 1}] | adapters[0].name",
        "'tools': [{'type': 'function'}] | tools[0].type",
        "'tools': [{'type': 'function', 'function': {'name': 'a b'}}] | tools[0].function.name",
        "'tool_choice': 'required' | tool_choice",
        "'tool_choice': 'perhaps' | tool_choice",
        "'tool_choice': {'type': 'function', 'function': {'name': 'x'}}"
            + " | tool_choice.function.name",
        "'functions': [] | functions",
        "'messages': [] | messages",
        "'messages': 'Hello' | messages",
        "'messages': [{'content': 'x'}] | messages[0].role",
        "'messages': [{'role': 'king', 'content': 'x'}] | messages[0].role",
        "'messages': [{'role': 'user'}] | messages[0].content",
        "'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'a'},"
            + " {'type': 'image_url', 'image_url': {'url': 'http://169.254.169.254/'}}]}]"
            + " | messages[0].content[1]",
        "'messages': [{'role': 'tool', 'content': 'x'}] | messages[0].tool_call_id",
        "'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'function':"
            + " {'name': 'f', 'arguments': '['}}]}] | messages[0].tool_calls[0].function.arguments",
      })
  void chatNamesTheParameter(String field, String param) throws Exception {
    String body = "{'model': 'tiny', %s}".formatted(field);
    if (!field.contains("'messages'")) {
      body =
          "{'model': 'tiny', 'messages': [{'role': 'user', 'content': 'x'}], %s}".formatted(field);
    }
    assertNames("/v1/chat/completions", body, param);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "'echo': true | prompt",
        "'prompt': [] | prompt",
        "'prompt': '' | prompt",
        "'prompt': 5 | prompt",
        "'prompt': ['a', 5] | prompt[1]",
        "'prompt': [5, 263] | prompt",
        "'prompt': [[5], [-1]] | prompt[1]",
        "'prompt': [[5], []] | prompt[1]",
        "'prompt': 'x', 'max_tokens': -1 | max_tokens",
        "'prompt': 'x', 'logprobs': 21 | logprobs",
        "'prompt': 'x', 'best_of': 2 | best_of",
        "'prompt': 'x', 'suffix': 'y' | suffix",
        "'prompt': 'x', 'echo': true, 'logprobs': 1, 'stream': true | stream",
      })
  void completionsNameTheParameter(String fields, String param) throws Exception {
    assertNames("/v1/completions", "{'model': 'tiny', %s}".formatted(fields), param);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "/v1/embeddings | 'input': [] | input",
        "/v1/embeddings | 'input': 'x', 'encoding_format': 'int8' | encoding_format",
        "/v1/embeddings | 'input': 'x', 'dimensions': 65 | dimensions",
        "/v1/rerank | 'query': 'x', 'documents': [] | documents",
        "/v1/rerank | 'query': 'x', 'documents': ['a', ''] | documents[1]",
        "/v1/rerank | 'query': 'x', 'documents': ['a'], 'top_n': 0 | top_n",
        "/tokenize | 'content': 5 | content",
        "/detokenize | 'tokens': [5, 1000] | tokens",
        "/apply-template | 'messages': [] | messages",
      })
  void othersNameTheParameter(String path, String fields, String param) throws Exception {
    assertNames(path, "{'model': 'tiny', %s}".formatted(fields), param);
  }

  @Test
  void boundsLists() throws Exception {
    String message = "{'role': 'user', 'content': 'x'}";
    assertNames(
        "/v1/chat/completions",
        "{'model': 'tiny', 'messages': [%s]}".formatted(many(1025, message)),
        "messages");
    String tool = "{'type': 'function', 'function': {'name': 'x'}}";
    assertNames(
        "/v1/chat/completions",
        "{'model': 'tiny', 'messages': [%s], 'tools': [%s]}".formatted(message, many(129, tool)),
        "tools");
    assertNames(
        "/v1/chat/completions",
        "{'model': 'tiny', 'messages': [%s], 'stop': [%s]}"
            .formatted(message, many(100_000, "'x'")),
        "stop");
  }

  private static String many(int n, String item) {
    return IntStream.range(0, n).mapToObj(_ -> item).collect(Collectors.joining(","));
  }

  private static void assertNames(String path, String body, String param) throws Exception {
    HttpResponse<String> response = Http.send(server, path, body.replace('\'', '"'));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = Http.json(response.body()).get("error");
    assertThat(error.get("param").stringValue()).as(response.body()).isEqualTo(param);
    assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
    assertThat(error.get("message").stringValue()).doesNotContain("Exception", "/home", "java");
  }
}
