package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.PullResponseItem;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.RegistryLogin;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Images on the machine. Looked-up images are remembered until an image event says that something
 * changed: every container start asks for one.
 */
final class DockerImages {
  private final DockerEngine engine;
  private final Map<String, ImageInfo> known = new ConcurrentHashMap<>();

  DockerImages(DockerEngine engine) {
    this.engine = engine;
  }

  void forget() {
    known.clear();
  }

  Optional<ImageInfo> image(String reference) {
    ImageInfo cached = known.get(reference);
    if (cached != null) {
      return Optional.of(cached);
    }
    try {
      ImageInfo found = info(engine.call(client -> client.inspectImageCmd(reference).exec()));
      known.put(reference, found);
      return Optional.of(found);
    } catch (RuntimeRefusedException e) {
      if (e.code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  List<ImageInfo> images() {
    List<ImageInfo> images = new ArrayList<>();
    for (Image image : engine.call(client -> client.listImagesCmd().exec())) {
      images.add(
          new ImageInfo(
              image.getId(),
              named(image.getRepoTags() == null ? null : Arrays.asList(image.getRepoTags())),
              named(image.getRepoDigests() == null ? null : Arrays.asList(image.getRepoDigests())),
              image.getSize() == null ? 0 : image.getSize(),
              ""));
    }
    return images;
  }

  void pull(String reference, RegistryLogin login) {
    ImageReference image = ImageReference.parse(reference);
    Pull pull = new Pull();
    engine.call(
        client -> {
          PullImageCmd command =
              client.pullImageCmd(image.repository()).withTag(image.tagOrDigest());
          if (!login.isNone()) {
            command.withAuthConfig(
                new AuthConfig()
                    .withRegistryAddress(login.server())
                    .withUsername(login.username())
                    .withPassword(login.password()));
          }
          return command.exec(pull).await();
        });
    forget();
    if (!pull.error.isEmpty()) {
      throw new RuntimeRefusedException(500, pull.error);
    }
  }

  /** The sandbox's image, made here when it is missing. */
  String sandboxImage() {
    if (image(PauseImage.REFERENCE).isEmpty()) {
      byte[] archive = PauseImage.archive(architecture());
      engine.call(client -> client.loadImageCmd(new ByteArrayInputStream(archive)).exec());
      forget();
    }
    return PauseImage.REFERENCE;
  }

  private String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  private static ImageInfo info(InspectImageResponse image) {
    String user = image.getConfig() == null ? "" : image.getConfig().getUser();
    return new ImageInfo(
        image.getId(),
        named(image.getRepoTags()),
        named(image.getRepoDigests()),
        image.getSize() == null ? 0 : image.getSize(),
        Objects.requireNonNullElse(user, ""));
  }

  private static List<String> named(List<String> references) {
    if (references == null) {
      return List.of();
    }
    return references.stream().filter(reference -> !reference.startsWith("<none>")).toList();
  }

  /** Errors after the first byte come inside the stream. */
  private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
    private volatile String error = "";

    @Override
    public void onNext(PullResponseItem item) {
      if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
        error = item.getErrorDetail().getMessage();
      }
    }

    Void await() {
      try {
        awaitCompletion();
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        error = "interrupted";
        return null;
      }
    }
  }
}
