package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The acceptance cases of `find_hf_api` (spec tools-read §7.5) against the index in the jar.
class FindHfApiCasesTest {
  private final DocsDouble hub = new DocsDouble();

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void the_kinds_of_logs_a_space_has_are_named() {
    assertThat(find("{'query':'space logs'}"))
        .contains("GET /api/spaces/{namespace}/{repo}/logs/{logType}")
        .containsPattern("(?s)logType.*build.*run|(?s)logType.*run.*build");
  }

  @Test
  void a_repository_is_created_with_all_that_can_be_said_about_it() {
    assertThat(find("{'query':'create repository'}"))
        .contains("POST /api/repos/create")
        .contains("name (required)", "organization", "private")
        .containsPattern("-d '\\{\"name\"");
  }

  @Test
  void models_are_listed_by_a_route_that_the_document_does_not_have() {
    String text = find("{'query':'list models'}");

    assertThat(text.lines().findFirst().orElse("")).contains("GET /api/models");
    assertThat(text).contains("not in the OpenAPI document");
  }

  @Test
  void a_tag_is_listed_in_brief_pages_within_the_budget() {
    String text = find("{'tag':'spaces','limit':25}");

    assertThat(text).hasSizeLessThanOrEqualTo(8_000).containsPattern("1-\\d+ of \\d\\d shown");
    assertThat(find("{'query':null,'tag':'papers'}"))
        .contains("/api/papers")
        .contains("November 2026");
  }

  @Test
  void a_collection_s_items_have_a_form() {
    assertThat(find("{'path':'/api/collections','method':'GET'}"))
        .contains("GET /api/collections")
        .containsPattern("item: .*(?:models|papers)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'query':null}", "{'tag':''}", "{'method':'GET'}"})
  void nothing_asked_for_is_an_error_with_an_example(String arguments) {
    assertThat(hub.error("find_hf_api", arguments)).contains("`query`").contains("Example");
  }

  private String find(String arguments) {
    return hub.text("find_hf_api", arguments);
  }
}
