package dev.bantam.tokenizer.chat;

import dev.bantam.tokenizer.chat.Statement.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a call block: renders to text and sees the scope it was defined in. */
final class Macro implements Function {
  private final Interpreter interpreter;
  private final Signature signature;
  private final List<Statement> body;
  private final Scope around;

  Macro(Interpreter interpreter, Signature signature, List<Statement> body, Scope around) {
    this.interpreter = interpreter;
    this.signature = signature;
    this.body = body;
    this.around = around;
  }

  String name() {
    return signature.name();
  }

  /** Null where there is no such attribute. */
  @Nullable Object attribute(String attribute) {
    return switch (attribute) {
      case "name" -> Text.template(signature.name());
      case "arguments" -> {
        List<Object> names = new ArrayList<>();
        signature.parameters().forEach(name -> names.add(Text.template(name)));
        yield Sequence.tuple(names);
      }
      case "catch_kwargs" -> signature.implicit().contains("kwargs");
      case "catch_varargs" -> signature.implicit().contains("varargs");
      case "caller" -> signature.implicit().contains("caller");
      default -> null;
    };
  }

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    Scope scope = around.inner();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    List<Object> positional = arguments.positional();
    int parameters = signature.parameters().size();
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < parameters; i++) {
      String name = signature.parameters().get(i);
      Object value = i < positional.size() ? positional.get(i) : named.remove(name);
      if (value == null) {
        missing.add(name);
      }
      scope.set(name, value == null ? Undefined.name(name) : value);
    }
    implicit(scope, named, positional);
    for (String name : missing) {
      scope.set(name, otherwise(name, scope));
    }
    int line = rendering.line();
    TextBuilder out = rendering.builder();
    rendering.meter().enter();
    interpreter.run(body, scope, out);
    rendering.meter().leave();
    rendering.goTo(line);
    return out.text();
  }

  private void implicit(Scope scope, Map<String, Object> named, List<Object> positional) {
    if (signature.implicit().contains("caller")) {
      Object caller = named.remove("caller");
      scope.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (signature.implicit().contains("kwargs")) {
      scope.set("kwargs", Dict.named(named));
    } else if (!named.isEmpty()) {
      throw new TemplateException(
          "macro '"
              + name()
              + "' takes no keyword argument '"
              + named.keySet().iterator().next()
              + "'");
    }
    int parameters = signature.parameters().size();
    int surplus = Math.max(0, positional.size() - parameters);
    if (signature.implicit().contains("varargs")) {
      List<Object> rest = positional.subList(positional.size() - surplus, positional.size());
      scope.set("varargs", Sequence.tuple(new ArrayList<>(rest)));
    } else if (surplus > 0) {
      throw new TemplateException(
          "macro '" + name() + "' takes not more than " + parameters + " argument(s)");
    }
  }

  private Object otherwise(String parameter, Scope scope) {
    int fromLast = signature.parameters().size() - signature.parameters().indexOf(parameter);
    int index = signature.defaults().size() - fromLast;
    return index < 0
        ? new Undefined("parameter '" + parameter + "' was not provided")
        : interpreter.evaluate(signature.defaults().get(index), scope);
  }
}
