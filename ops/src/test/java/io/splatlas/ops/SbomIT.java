package io.splatlas.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list of what the program is made of: complete, pinned, and of licences it may be. */
class SbomIT {
  private static final Path TARGET =
      Path.of(System.getProperty("splatlas.root", ".."), "ops", "target");

  private List<JsonNode> components = List.of();

  @BeforeEach
  void read() throws IOException {
    JsonNode bom = new JsonMapper().readTree(TARGET.resolve("splatlas-sbom.json").toFile());
    assertEquals("CycloneDX", bom.path("bomFormat").asText());
    components = StreamSupport.stream(bom.path("components").spliterator(), false).toList();
    assertFalse(components.isEmpty());
  }

  @Test
  void shouldListEveryLibraryThatShips() throws IOException {
    List<String> names = components.stream().map(SbomIT::fileStart).toList();
    try (JarFile program = new JarFile(TARGET.resolve("splatlas-ops.jar").toFile())) {
      String path = program.getManifest().getMainAttributes().getValue(Name.CLASS_PATH);
      List<String> unlisted =
          Stream.of(path.split(" ", -1))
              .map(jar -> jar.substring("lib/".length()))
              .filter(jar -> names.stream().noneMatch(jar::startsWith))
              .toList();
      assertEquals(List.of(), unlisted);
    }
  }

  @Test
  void shouldShipReleasesWithAHashOnly() {
    for (JsonNode component : components) {
      assertFalse(component.path("version").asText().endsWith("SNAPSHOT") && !isOurs(component));
      assertTrue(isOurs(component) || component.path("hashes").size() > 0, component::toString);
    }
  }

  /** Apache-2.0 programs may not link GPL or AGPL; who offers another licence beside it is fine. */
  @Test
  void shouldShipNothingWhoseOnlyLicenceIsCopyleft() {
    for (JsonNode component : components) {
      List<String> licences =
          StreamSupport.stream(component.path("licenses").spliterator(), false)
              .map(JsonNode::toString)
              .toList();
      assertTrue(isOurs(component) || !licences.isEmpty(), component::toString);
      assertTrue(
          licences.isEmpty() || !licences.stream().allMatch(SbomIT::isCopyleft),
          component::toString);
    }
  }

  private static boolean isCopyleft(String licence) {
    return licence.matches(".*\"A?GPL-.*|.*GNU (Affero )?General Public.*");
  }

  private static boolean isOurs(JsonNode component) {
    return component.path("group").asText().equals("io.splatlas");
  }

  private static String fileStart(JsonNode component) {
    return component.path("name").asText() + "-" + component.path("version").asText();
  }
}
