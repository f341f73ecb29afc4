package dev.bantam.generate.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What grammars accept, and what is wrong with bad ones. */
class GbnfTest {
  private static final String JSON =
      """
      root   ::= object
      value  ::= object | array | string | number | ("true" | "false" | "null") ws

      object ::=
        "{" ws (
                  string ":" ws value
          ("," ws string ":" ws value)*
        )? "}" ws

      array  ::=
        "[" ws (
                  value
          ("," ws value)*
        )? "]" ws

      string ::=
        "\\"" (
          [^"\\\\\\x7F\\x00-\\x1F] |
          "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}) # escapes
        )* "\\"" ws

      number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws

      # Optional space
      ws ::= | " " | "\\n" [ \\t]{0,20}
      """;

  private static final String ARITHMETIC =
      """
      root  ::= (expr "=" ws term "\\n")+
      expr  ::= term ([-+*/] term)*
      term  ::= ident | num | "(" ws expr ")" ws
      ident ::= [a-z] [a-z0-9_]* ws
      num   ::= [0-9]+ ws
      ws    ::= [ \\t\\n]*
      """;

  private static final String CHESS =
      """
      # moves as a list
      root    ::= "1. " move " " move "\\n" ([1-9] [0-9]? ". " move " " move "\\n")+
      move    ::= (pawn | nonpawn | castle) [+#]?
      nonpawn ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
      pawn    ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBKQR])?
      castle  ::= "O-O" "-O"?
      """;

  /** Whether a grammar's texts include this one, and whether one of them begins so. */
  static void check(Grammar grammar, List<String> accepted, List<String> refused) {
    for (String text : accepted) {
      assertThat(after(grammar, text).accepting).as("accepts %s", text).isTrue();
    }
    for (String text : refused) {
      assertThat(after(grammar, text).accepting).as("accepts %s", text).isFalse();
    }
  }

  static State after(Grammar grammar, String text) {
    States states = new States(grammar.program(), 16);
    State state = states.start();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state = states.after(state, b & 0xff);
    }
    return state;
  }

  private static void check(String gbnf, List<String> accepted, List<String> refused) {
    check(Grammar.gbnf(gbnf), accepted, refused);
  }

  @Test
  void knownGrammars() {
    check(
        JSON,
        List.of("{}", "{\"a\":1}", "{ \"a\": [1, 2.5e3, \"x\\n\\u00e9\", null, true] } "),
        List.of(
            "", "{", "[]", "{\"a\":1,}", "{\"a\":01}", "{\"a\"\n\n:1}", "{\"a\":\"\n\"}", "{}{}"));
    check(
        ARITHMETIC,
        List.of("1=2\n", "a +(b_1*2)=7\n", "x=1\ny=2\n"),
        List.of("", "1=2", "=1\n", "(1=1\n", "1+=2\n"));
    check(
        CHESS,
        List.of("1. e4 e5\n2. Nf3 Nc6\n", "1. e4 d5\n2. exd5 Qxd5+\n13. O-O O-O-O#\n"),
        List.of("1. e4 e5\n", "2. e4 e5\n2. d4 d5\n", "1. e9 e5\n2. d4 d5\n"));
    check(
        "root ::= item+\nitem ::= \"- \" [^\\r\\n\\x0b\\x0c\\x85\\u2028\\u2029]+ \"\\n\"",
        List.of("- a\n", "- één €\n- 😀\n"),
        List.of("-a\n", "- \n", "- a\u2028\n"));
  }

  @Test
  void repetitions() {
    check("root ::= \"a\"{3}", List.of("aaa"), List.of("", "aa", "aaaa"));
    check("root ::= \"a\"{2,}", List.of("aa", "aaaaaaa"), List.of("", "a"));
    check("root ::= (\"a\" | \"b\"){1,3}", List.of("a", "ba", "bab"), List.of("", "abab"));
    check("root ::= \"ab\"{0,2} \"c\"", List.of("c", "abc", "ababc"), List.of("abababc", "ac"));
    check("root ::= \"a\"{ 1 , 2 }", List.of("a", "aa"), List.of("", "aaa"));
    check("root ::= \"a\"{0} \"b\"", List.of("b"), List.of("ab"));
    check("root ::= (\"a\"*)*", List.of("", "a", "aaa"), List.of("b"));
    check("root ::= (\"a\"?){3} \"b\"", List.of("b", "ab", "aaab"), List.of("aaaab"));
    check(
        "root ::= ((\"a\" | \"\"){2,5} \"b\"?){2} \"c\"",
        List.of("c", "aabc", "abac"), List.of("abbbc"));
    check("root ::= \"a\"+?", List.of("", "aa"), List.of("b"));
    check("root ::= (\"a\" | \"aa\"){2,3}", List.of("aa", "aaaaaa"), List.of("a", "aaaaaaa"));
  }

  @Test
  void characters() {
    check("root ::= [^a-c]", List.of("d", "é", "😀"), List.of("a", "b", "dd"));
    check("root ::= [\\u00e0-\\U0001F600]", List.of("é", "中", "😀"), List.of("a", "😁"));
    check("root ::= . .", List.of("ab", "\n😀"), List.of("a", "abc"));
    check("root ::= [a\\]\\-\\[-]+", List.of("a]-["), List.of("\\"));
    check("root ::= \"\\x41\\t\\\"\\\\\"", List.of("A\t\"\\"), List.of("A"));
    check("root ::= [+-]", List.of("+", "-"), List.of(","));
  }

  @Test
  void layout() {
    check(
        "# first\nroot ::= # here\n \"a\" | # or\n \"b\"\r\n\r\n# last",
        List.of("a", "b"),
        List.of());
    check("root ::= (\n\"a\"\n\n| b\n)\nb ::= \"c\"", List.of("a", "c"), List.of());
    check("root::=\"a\"  b # x\nb::=", List.of("a"), List.of("ab"));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    States states = new States(Grammar.gbnf("root ::= .*").program(), 16);
    for (int[] bytes :
        List.of(
            new int[] {0x80},
            new int[] {0xC0},
            new int[] {0xE0, 0x80},
            new int[] {0xED, 0xA0},
            new int[] {0xF4, 0x90},
            new int[] {0xF5},
            new int[] {0xC3, 0x41})) {
      State state = states.start();
      for (int b : bytes) {
        state = states.after(state, b);
      }
      assertThat(state.isDead()).as("%x", bytes[0]).isTrue();
    }
  }

  private static void refused(String gbnf, String message) {
    assertThatThrownBy(() -> Grammar.gbnf(gbnf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatIsWrong() {
    refused("", "no rule 'root'");
    refused("a ::= \"x\"", "no rule 'root'");
    refused("root ::= \"x\"\n  foo", "line 2, column 6: expected '::='");
    refused("root ::= a\nb ::= c", "line 1, column 10: there is no rule 'a'");
    refused("root ::= \"a", "ends inside a literal");
    refused("root ::= [a", "ends inside a literal or a set");
    refused("root ::= []", "empty set");
    refused("root ::= [z-a]", "ends before it begins");
    refused("root ::= \"\\q\"", "no such escape");
    refused("root ::= \"\\x4\"", "2 hexadecimal digits");
    refused("root ::= \"\\UFFFFFFFF\"", "no character");
    refused("root ::= (\"a\"", "expected ')'");
    refused("root ::= \"a\")", "expected a new line or the end, not ')'");
    refused("root ::= *", "nothing to repeat");
    refused("root ::= \"a\"{2,1}", "counts backwards");
    refused("root ::= \"a\"{,1}", "expected a number");
    refused("root ::= \"a\"{0,1000000000}", "counted up to 100000");
    refused("root ::= \"a\"{0,99999999999999999999}", "counted up to 100000");
    refused("root ::= \"a\"\nroot ::= \"b\"", "is there twice");
    refused("root ::= <think", "has no end");
  }

  @Test
  void leftRecursion() {
    refused("root ::= root \"a\" | \"b\"", "left recursion: rule 'root'");
    refused("root ::= a\na ::= b \"x\"\nb ::= \"\" a | \"y\"", "'a' -> 'b' -> 'a'");
    refused("root ::= \"x\"? root", "left recursion");
    refused("root ::= a{0,3} root\na ::= \"\"", "left recursion");
    refused("root ::= (a* root)+\na ::= \"x\"", "left recursion");
    check("root ::= \"a\" root \"b\" | \"\"", List.of("", "aabb"), List.of("aab"));
  }

  @Test
  void hostileGrammarsCostLittle() {
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          refused(
              "root ::= " + "(".repeat(60_000) + "\"a\"" + ")".repeat(60_000), "deeper than 256");
          refused("x".repeat(300_000), "at most 262144");
          StringBuilder many = new StringBuilder("root ::= r0\n");
          for (int i = 0; i < 5000; i++) {
            many.append("r").append(i).append(" ::= r").append(i + 1).append("\n");
          }
          refused(many.toString(), "more than 4096 rules");
          Grammar.gbnf("root ::= " + "[ab] ".repeat(50_000));
          Grammar.gbnf("root ::= " + "\"a\" |".repeat(40_000));
          check("root ::= [a-z]{0,10000} \"!\"", List.of("ab!".repeat(1)), List.of("ab"));
          check(
              "root ::= ((\"a\"{0,100000}){0,100000}){0,100000}",
              List.of("a".repeat(50)),
              List.of());
          check("root ::= (\"a\" | \"aa\"){0,100000}", List.of("a".repeat(300)), List.of());
          check(
              "root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"x\"",
              List.of("a".repeat(200) + "x" + "bc".repeat(100)),
              List.of());
        });
  }
}
