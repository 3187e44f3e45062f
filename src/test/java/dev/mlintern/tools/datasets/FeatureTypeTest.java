package dev.mlintern.tools.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'dtype':'string','_type':'Value'}; string",
        "{'dtype':'string','id':null}; string",
        "{'names':['neg','pos'],'_type':'ClassLabel'}; class[2]{neg=0,pos=1}",
        "{'feature':{'dtype':'int8','_type':'Value'},'_type':'Sequence'}; list<int8>",
        "{'feature':{'dtype':'int8','_type':'Value'},'length':3,'_type':'List'}; list<int8>[3]",
        "{'feature':{'dtype':'int8','_type':'Value'},'_type':'LargeList'}; large_list<int8>",
        "[{'dtype':'int8','_type':'Value'}]; list<int8>",
        "{'feature':{'a':{'dtype':'bool','_type':'Value'}},'_type':'Sequence'}; list<struct{a:"
            + " bool}>",
        "{'a':{'dtype':'bool','_type':'Value'},'b':{'_type':'Image'}}; 'struct{a: bool, b: image}'",
        "{'dtype':{'dtype':'bool','_type':'Value'},'_type':{'_type':'Json'}}; 'struct{dtype: bool,"
            + " _type: json}'",
        "{'shape':[2,3],'dtype':'float32','_type':'Array2D'}; array[2x3]<float32>",
        "{'languages':['en','fr'],'_type':'Translation'}; 'translation{en,fr}'",
        "{'sampling_rate':16000,'_type':'Audio'}; audio@16000Hz",
        "{'_type':'Pdf'}; pdf",
        "{'_type':'Hologram'}; Hologram",
        "7; unknown",
      })
  void every_spelling_of_the_grammar_is_read(String json, String text) {
    assertThat(FeatureTypeText.of(FeatureType.parse(Answers.json(json.replace('\'', '"')))))
        .isEqualTo(text);
  }

  @Test
  void long_and_deep_types_are_cut() {
    StringBuilder names = new StringBuilder();
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      names.append(i == 0 ? "" : ",").append("\"n").append(i).append('"');
      fields.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":").append(Answers.INT);
    }
    assertThat(type("{\"names\":[" + names + "],\"_type\":\"ClassLabel\"}"))
        .startsWith("class[40]{n0=0,")
        .endsWith("n9=9,…}");
    assertThat(type("{" + fields + "}")).endsWith("f11: int64, … 28 more}");
    assertThat(type("[".repeat(50) + Answers.INT + "]".repeat(50))).contains("…");
  }

  private static String type(String json) {
    return FeatureTypeText.of(FeatureType.parse(Answers.json(json)));
  }
}
