package dev.mlintern.tools.hubsearch;

/// Lists of the Hub, and repositories as it lists them.
final class ListedRepos {
  static final String MODELS = "/api/models";
  static final String DATASETS = "/api/datasets";
  static final String SPACES = "/api/spaces";
  static final String LLAMA =
      """
      {"_id":"1","id":"meta-llama/Llama-3.1-8B-Instruct","pipeline_tag":"text-generation",
       "library_name":"transformers","downloads":5640123,"likes":4194,"gated":"manual",
       "private":false,"lastModified":"2024-09-25T17:00:57.000Z",
       "tags":["transformers","safetensors","license:llama3.1","en"],
       "safetensors":{"parameters":{"BF16":8030261248},"total":8030261248}}
      """;
  static final String BARE = "{\"_id\":\"2\",\"id\":\"someone/thing\"}";
  static final String IMDB =
      """
      {"_id":"3","id":"stanfordnlp/imdb","downloads":120345,"likes":300,"gated":false,
       "lastModified":"2024-01-04T12:09:45.000Z",
       "tags":["task_categories:text-classification","task_ids:sentiment-classification",
               "language:en","license:other","size_categories:10K<n<100K","format:parquet",
               "modality:text"]}
      """;
  static final String SPACE =
      """
      {"_id":"4","id":"ginipick/FLUXllama","sdk":"gradio","likes":378,"private":false,
       "lastModified":"2025-05-21T13:20:06.000Z",
       "cardData":{"title":"FLUXllama","short_description":"FLUX 4-bit quantization"},
       "runtime":{"stage":"RUNNING","hardware":{"current":"zero-a10g"}}}
      """;

  private ListedRepos() {}
}
