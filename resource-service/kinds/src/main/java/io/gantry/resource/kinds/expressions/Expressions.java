package io.gantry.resource.kinds.expressions;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles expressions as far as to say what is wrong with them. An expression that calls a
 * function which only Kubernetes has is taken as it is: whether it fits cannot be known here.
 */
public final class Expressions {
  private static final Set<String> STANDARD =
      Set.of(
          "size",
          "contains",
          "startsWith",
          "endsWith",
          "matches",
          "int",
          "uint",
          "double",
          "string",
          "bytes",
          "bool",
          "duration",
          "timestamp",
          "type",
          "dyn",
          "getFullYear",
          "getMonth",
          "getDate",
          "getDayOfMonth",
          "getDayOfWeek",
          "getDayOfYear",
          "getHours",
          "getMinutes",
          "getSeconds",
          "getMilliseconds");

  /** The end is all that Kubernetes' parser names where it would have taken an end. */
  private static final Pattern EXPECTING_END = Pattern.compile("expecting \\{<EOF>,.*\\}");

  private static final Pattern ISSUE = Pattern.compile("ERROR: <input>:(\\d+):(\\d+): (.*)");

  private Expressions() {}

  /**
   * An expression that compiles.
   *
   * @param type what it evaluates to
   */
  public record Compiled(CelType type) {}

  /**
   * @param compiled null where it does not compile
   * @param error in the words of Kubernetes' compiler; null where it does
   */
  public record Result(Compiled compiled, String error) {
    /** What it evaluates to; anything, where that is not known. */
    public CelType type() {
      return compiled == null ? SimpleType.DYN : compiled.type();
    }
  }

  public static Result compile(String expression, Scope scope) {
    CelCompiler compiler = compiler(scope);
    CelValidationResult parsed = compiler.parse(expression, "<input>");
    try {
      CelAbstractSyntaxTree tree = parsed.getAst();
      if (callsUnknown(tree)) {
        return new Result(null, null);
      }
      CelValidationResult checked = compiler.check(tree);
      return new Result(new Compiled(checked.getAst().getResultType()), null);
    } catch (CelValidationException e) {
      return new Result(null, parsed.hasError() ? syntaxErrors(parsed) : e.getMessage());
    }
  }

  /**
   * What is wrong with an expression that must evaluate to something.
   *
   * @param unfit what is said of one that evaluates to something else
   */
  public static Optional<String> whatIsWrong(
      String expression, Scope scope, Set<CelType> wanted, String unfit) {
    Result result = compile(expression, scope);
    if (result.error() != null) {
      return Optional.of("compilation failed: " + result.error());
    }
    boolean fits = result.compiled() == null || wanted.contains(result.type());
    return fits ? Optional.empty() : Optional.of(unfit);
  }

  private static CelCompiler compiler(Scope scope) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(CelOptions.current().enableOptionalSyntax(true).build())
            .setTypeProvider(
                new CelTypeProvider() {
                  @Override
                  public ImmutableList<CelType> types() {
                    return ImmutableList.copyOf(scope.structs().values());
                  }

                  @Override
                  public Optional<CelType> findType(String name) {
                    return Optional.ofNullable(scope.structs().get(name));
                  }
                });
    scope.variables().forEach(builder::addVar);
    return builder.build();
  }

  private static boolean callsUnknown(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == ExprKind.Kind.CALL)
        .map(node -> node.expr().call().function())
        .anyMatch(name -> !name.contains("_") && !name.startsWith("@") && !STANDARD.contains(name));
  }

  private static String syntaxErrors(CelValidationResult parsed) {
    StringBuilder text = new StringBuilder();
    for (String line : parsed.getErrorString().split("\n", -1)) {
      Matcher issue = ISSUE.matcher(line);
      if (!text.isEmpty()) {
        text.append('\n');
      }
      if (issue.matches()) {
        text.append("ERROR: <input>:").append(issue.group(1)).append(':').append(issue.group(2));
        text.append(": Syntax error: ");
        text.append(EXPECTING_END.matcher(issue.group(3)).replaceAll("expecting <EOF>"));
      } else {
        text.append(line);
      }
    }
    return text.toString();
  }
}
