package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apischema.DecodeException;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.validation.OptionRules;
import io.gantry.resource.machinery.verbs.Writer.Judged;
import io.gantry.resource.machinery.verbs.Writer.Written;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** DELETE of one object. */
final class DeleteVerb {
  private final VerbEnvironment environment;
  private final Writer writer;
  private final DeletePlanner planner;

  DeleteVerb(VerbEnvironment environment, Writer writer) {
    this.environment = environment;
    this.writer = writer;
    this.planner = new DeletePlanner(environment.admission());
  }

  ApiAnswer handle(Target target) {
    Written written = delete(target, options(target.call()));
    ResourceObject object = written.object();
    boolean asObject = !written.removed() || target.definition().strategy().returnsDeleted();
    if (asObject || target.call().asValues()) {
      return environment.renderer().object(target, 200, object, written.warnings());
    }
    return environment
        .renderer()
        .tree(target.call(), 200, success(target, object), written.warnings());
  }

  private static ObjectNode success(Target target, ResourceObject object) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", object.name());
    if (!target.resource().group().isEmpty()) {
      details.put("group", target.resource().group());
    }
    // A resource under the name of kind, as everywhere in a Status.
    details.put("kind", target.resource().resource()).put("uid", object.uid());
    return status;
  }

  Written delete(Target target, DeleteOptions options) {
    boolean dryRun = options.dryRun() || target.call().dryRun();
    return writer.judge(
        target.key(),
        target::notFound,
        false,
        stored -> {
          WriteAttempt attempt =
              new WriteAttempt(
                  environment,
                  target,
                  target.call().request().subresource(),
                  dryRun,
                  java.util.Set.of());
          return new Judged(attempt, planner.plan(target, attempt, stored, options), false);
        });
  }

  /** From the body where there is one, else from the query. */
  DeleteOptions options(ApiCall call) {
    DeleteOptions options =
        switch (call.body()) {
          case ApiCall.Body.Tree tree -> fromBody(tree.tree());
          case ApiCall.Body.Bytes bytes when bytes.bytes().length > 0 -> fromBody(parse(bytes));
          case ApiCall.Body.Bytes none -> fromQuery(call);
        };
    List<FieldError> errors =
        new ArrayList<>(OptionRules.propagationPolicy(options.propagationPolicy()));
    errors.addAll(OptionRules.dryRun(call.query().get("dryRun")));
    Requests.refuse("DeleteOptions", errors);
    return options;
  }

  private JsonNode parse(ApiCall.Body.Bytes bytes) {
    try {
      return environment.codec().read(bytes.contentType(), bytes.bytes()).object();
    } catch (DecodeException e) {
      throw Requests.plain(400, e.getMessage());
    }
  }

  private static DeleteOptions fromBody(JsonNode body) {
    String kind = Json.text(body, "kind");
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw Requests.plain(500, "decoded object cannot be converted to DeleteOptions");
    }
    JsonNode grace = Json.at(body, "gracePeriodSeconds");
    JsonNode policy = Json.at(body, "propagationPolicy");
    if ((grace != null && !grace.isIntegralNumber()) || (policy != null && !policy.isString())) {
      throw ApiStatus.badRequest(
              "json: cannot unmarshal "
                  + (grace != null && grace.isString() ? "string" : "value")
                  + " into Go struct field DeleteOptions."
                  + (grace != null && !grace.isIntegralNumber()
                      ? "gracePeriodSeconds of type int64"
                      : "propagationPolicy of type v1.DeletionPropagation"))
          .asException();
    }
    DeleteOptions options = DeleteOptions.of(body);
    Requests.refuse("DeleteOptions", OptionRules.dryRun(Json.texts(body, "dryRun")));
    JsonNode orphan = Json.at(body, "orphanDependents");
    if (policy != null && orphan != null) {
      refuseBoth(policy.asString());
    }
    return policy == null && orphan != null
        ? withPolicy(options, orphan.asBoolean() ? "Orphan" : "Background")
        : options;
  }

  private static void refuseBoth(String policy) {
    Requests.refuse(
        "DeleteOptions",
        List.of(
            FieldError.invalid(
                FieldPath.of("propagationPolicy"),
                policy,
                "orphanDependents and deletionPropagation cannot be both set")));
  }

  private static DeleteOptions fromQuery(ApiCall call) {
    String grace = call.query("gracePeriodSeconds");
    String policy = call.query("propagationPolicy");
    String orphan = call.query("orphanDependents");
    if (!policy.isEmpty() && !orphan.isEmpty()) {
      refuseBoth(policy);
    }
    try {
      return new DeleteOptions(
          grace.isEmpty() ? null : Long.valueOf(grace),
          !policy.isEmpty()
              ? policy
              : orphan.isEmpty() ? null : orphan.equals("true") ? "Orphan" : "Background",
          null,
          null,
          call.dryRun());
    } catch (NumberFormatException e) {
      throw ApiStatus.badRequest(
              "strconv.ParseInt: parsing " + FieldError.quoted(grace) + ": invalid syntax")
          .asException();
    }
  }

  private static DeleteOptions withPolicy(DeleteOptions options, String policy) {
    return new DeleteOptions(
        options.gracePeriodSeconds(),
        policy,
        options.preconditionUid(),
        options.preconditionResourceVersion(),
        options.dryRun());
  }
}
