package dev.mlintern.tools.hubsearch;

/// All the Hub says about one well-known model, and what hardware costs.
final class LlamaPage {
  static final String API = "/api/models/meta-llama/Llama-3.1-8B-Instruct";

  static final String INFO =
      """
      {"_id":"1","id":"meta-llama/Llama-3.1-8B-Instruct","pipeline_tag":"text-generation",
       "library_name":"transformers","downloads":5640123,"downloadsAllTime":90123456,"likes":4194,
       "gated":"manual","private":false,"disabled":false,"sha":"0e9e39f249a16976918f6564b8830bc894c89659",
       "createdAt":"2024-07-18T08:56:00.000Z","lastModified":"2024-09-25T17:00:57.000Z",
       "usedStorage":48185765888,
       "tags":["transformers","safetensors","arxiv:2204.05149","license:llama3.1","en"],
       "config":{"architectures":["LlamaForCausalLM"],"model_type":"llama"},
       "transformersInfo":{"auto_model":"AutoModelForCausalLM","processor":"AutoTokenizer"},
       "safetensors":{"parameters":{"BF16":8030261248},"total":8030261248},
       "baseModels":{"relation":"finetune","models":[{"_id":"2","id":"meta-llama/Llama-3.1-8B"}]},
       "childrenModelCount":{"adapter":1890,"merge":0,"quantized":712,"finetune":2104},
       "inferenceProviderMapping":{"novita":{"status":"live"},"old":{"status":"error"}},
       "cardData":{"language":["en","de"],"license":"llama3.1","datasets":["acme/mix"]}}
      """;

  static final String CONFIG =
      """
      {"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":4096,
       "num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,
       "vocab_size":128256,"max_position_embeddings":131072,"torch_dtype":"bfloat16",
       "rope_scaling":{"rope_type":"llama3","factor":8.0}}
      """;

  static final String TREE =
      """
      [{"type":"directory","path":"original","oid":"a","size":0},
       {"type":"file","path":"README.md","oid":"b","size":44038},
       {"type":"file","path":"config.json","oid":"c","size":855},
       {"type":"file","path":"LICENSE","oid":"d","size":7627},
       {"type":"file","path":"model-00001-of-00002.safetensors","oid":"e","size":135,
        "lfs":{"oid":"f","size":4976698672,"pointerSize":135}},
       {"type":"file","path":"model-00002-of-00002.safetensors","oid":"g","size":135,
        "lfs":{"oid":"h","size":11083826176,"pointerSize":135}}]
      """;

  static final String CARD =
      """
      ---
      license: llama3.1
      language: [en, de]
      ---

      <div align="center"><img src="https://example.org/x.png"></div>
      [![badge](https://example.org/b.svg)](https://example.org)

      ## Model Information

      The Llama 3.1 collection uses `<|eot_id|>` and List<String>.
      <!-- hidden note to the reader's model -->
      """;

  static final String HARDWARE =
      """
      [{"name":"cpu-basic","cpu":"2 vCPU","ram":"16 GB","ephemeralStorage":"50 GB",
        "accelerator":null,"unitCostMicroUSD":167,"unitCostUSD":0.000167,"unitLabel":"minute"},
       {"name":"cpu-upgrade","cpu":"8 vCPU","ram":"32 GB","ephemeralStorage":"50 GB",
        "accelerator":null,"unitCostMicroUSD":500,"unitCostUSD":0.0005,"unitLabel":"minute"},
       {"name":"t4-small","cpu":"4 vCPU","ram":"15 GB","ephemeralStorage":"50 GB",
        "accelerator":{"type":"gpu","model":"T4","quantity":"1","vram":"16 GB"},
        "unitCostMicroUSD":6667,"unitCostUSD":0.006667,"unitLabel":"minute"},
       {"name":"l4x1","cpu":"8 vCPU","ram":"30 GB","ephemeralStorage":"400 GB",
        "accelerator":{"type":"gpu","model":"L4","quantity":"1","vram":"24 GB"},
        "unitCostMicroUSD":13333,"unitCostUSD":0.013333,"unitLabel":"minute"},
       {"name":"a100-large","cpu":"12 vCPU","ram":"142 GB","ephemeralStorage":"1000 GB",
        "accelerator":{"type":"gpu","model":"A100","quantity":"1","vram":"80 GB"},
        "unitCostMicroUSD":41667,"unitCostUSD":0.041667,"unitLabel":"minute"},
       {"name":"rtx-pro-6000x2","cpu":"46 vCPU","ram":"512 GB","ephemeralStorage":"950 GB",
        "accelerator":{"type":"gpu","model":"RTX PRO 6000","quantity":"2","vram":"192 GB"},
        "unitCostMicroUSD":91667,"unitCostUSD":0.091667,"unitLabel":"minute"}]
      """;

  private LlamaPage() {}

  static ScriptedHub on(ScriptedHub hub) {
    return hub.json(API, INFO)
        .json(API + "/tree/main", TREE)
        .json("/meta-llama/Llama-3.1-8B-Instruct/resolve/main/config.json", CONFIG)
        .text("/meta-llama/Llama-3.1-8B-Instruct/resolve/main/README.md", CARD)
        .json("/api/jobs/hardware", HARDWARE);
  }
}
