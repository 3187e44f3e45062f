package dev.mlintern.attack;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import mockwebserver3.MockResponse;

/// Papers, documentation, GitHub and web search in the shapes of the real services.
final class CannedServices {
  static final String RUNNING_JOB = "a".repeat(24);
  static final String FAILED_JOB = "b".repeat(24);

  private static final String PAPER =
      "{'id':'2305.18290','title':'DPO','upvotes':60,'publishedAt':'2023-05-29T00:00:00Z',"
          + "'summary':'Language models.','ai_summary':'Short.','ai_keywords':['reward model'],"
          + "'authors':[{'name':'R. Rafailov'}],'githubRepo':'https://github.com/o/r',"
          + "'projectPage':'https://p.example','githubStars':5}";
  private static final String SCHOLAR =
      "{'paperId':'p1','title':'DPO','year':2023,'citationCount':9,'influentialCitationCount':1,"
          + "'externalIds':{'ArXiv':'2305.18291'},'tldr':{'text':'Short.'},'abstract':'Long.',"
          + "'venue':'NeurIPS','publicationDate':'2023-05-29','authors':[{'name':'A'}],"
          + "'corpusId':123,'fieldsOfStudy':['Computer Science'],"
          + "'openAccessPdf':{'url':'https://a.example/p.pdf'}}";
  private static final String FEED =
      "<feed><entry><id>http://arxiv.org/abs/2305.00001v2</id><title>DPO</title>"
          + "<summary>S</summary><published>2023-05-29T00:00:00Z</published>"
          + "<author><name>N</name></author><arxiv:comment>c</arxiv:comment></entry></feed>";
  private static final String DOCUMENT =
      "{'openapi':'3.1.0','paths':{'/api/fresh/thing':{'post':{'summary':'Make a fresh thing',"
          + "'description':'Long.','tags':['fresh'],'parameters':[{'in':'query','name':'limit',"
          + "'description':'how many','schema':{'type':'integer','default':50}},{'in':'query',"
          + "'name':'kind','required':true,'schema':{'anyOf':[{'const':'a'},{'const':'b'}]}}],"
          + "'requestBody':{'content':{'application/json':{'schema':{"
          + "'$ref':'#/components/schemas/Thing'}}}},'responses':{'200':{'description':'ok',"
          + "'content':{'application/json':{'schema':{'type':'object','properties':{'id':{"
          + "'type':'string'}}}}}}}}}},'components':{'schemas':{'Thing':{'type':'object',"
          + "'required':['name'],'properties':{'name':{'type':'string','description':'n'},"
          + "'note':{'type':'string','enum':['x','y']}}}}}}";
  private static final String PAGE =
      "# SFT Trainer\n\nIntro.\n\n## Quick start\n\n```python\ntrainer = SFTTrainer()\n```\n\n"
          + "## SFTConfig[[trl.SFTConfig]]\n\n- **max_length** (`int`) — Maximum length.\n";
  private static final String NOTEBOOK =
      "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"print(1)\"],\"outputs\":[{\"output_type\":"
          + "\"stream\",\"text\":[\"1\"]}]}],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}";
  private static final String SOURCE =
      "import trl\n\n\ndef train():\n    return GRPOConfig(beta=0)\n";

  private CannedServices() {}

  static void fill(Map<String, MockResponse> answers, String sha) {
    papers(answers);
    jobs(answers);
    documents(answers);
    code(answers, sha);
    json(
        answers,
        "/searx/search",
        "{'results':[{'url':'https://a.example/x','title':'First','content':'About it',"
            + "'publishedDate':'2026-01-01T00:00:00','engine':'e'}]}");
  }

  /// A job at work and one that failed, which a Hub of this machine cannot keep.
  private static void jobs(Map<String, MockResponse> answers) {
    job(answers, RUNNING_JOB, "RUNNING", "step 1 of 9");
    job(answers, FAILED_JOB, "ERROR", "exit code 1");
    answers.put(
        "/api/jobs/local/" + RUNNING_JOB + "/metrics",
        reply(
            "text/event-stream",
            "event: metric\ndata: {\"cpu_usage_pct\":3,\"memory_used_bytes\":9,\"gpus\":{"
                + "\"0\":{\"utilization\":50}},\"replica\":\"r\"}\n\n"));
    answers.put(
        "/api/jobs/local/" + FAILED_JOB + "/logs",
        reply(
            "text/event-stream",
            log("Traceback (most recent call last):")
                + log("  File \"x.py\", line 1, in <module>")
                + log("ValueError: no such thing")));
  }

  private static String log(String line) {
    return "data: {\"data\":\""
        + line.replace("\"", "\\\"")
        + "\",\"timestamp\":\"2026-11-01T00:00:01Z\"}\n\n";
  }

  private static void job(
      Map<String, MockResponse> answers, String id, String stage, String message) {
    json(
        answers,
        "/api/jobs/local/" + id,
        "{'id':'%s','createdAt':'2026-11-01T00:00:00Z','startedAt':'2026-11-01T00:00:00Z',"
                .formatted(id)
            + "'dockerImage':'python:3.12','command':['python','-c','1'],'flavor':'t4-small',"
            + "'environment':{'A':'b'},'secrets':['S'],'labels':{'name':'n'},"
            + "'owner':{'name':'local'},'volumes':[{'type':'dataset','source':'o/d',"
            + "'mountPath':'/data'}],'status':{'stage':'%s','message':'%s',"
                .formatted(stage, message)
            + "'cancelReason':'NONE','exposeUrls':['https://x.example']}}");
  }

  private static void papers(Map<String, MockResponse> answers) {
    json(answers, "/api/papers/search", "[{'paper':" + PAPER + "}]");
    json(answers, "/api/daily_papers", "[{'paper':" + PAPER + ",'title':'DPO'}]");
    json(answers, "/api/papers/2305.18290", PAPER);
    json(
        answers,
        "/api/collections",
        "[{'title':'Alignment','slug':'o/alignment-1','owner':{'name':'o'},'upvotes':3,"
            + "'description':'d'}]");
    String list = "{'total':2,'data':[" + SCHOLAR + "]}";
    json(answers, "/graph/v1/paper/search", list);
    json(answers, "/graph/v1/paper/search/bulk", list);
    json(answers, "/graph/v1/paper/batch", "[" + SCHOLAR + "]");
    for (String side : new String[] {"citations", "references"}) {
      String other = side.equals("citations") ? "citingPaper" : "citedPaper";
      json(
          answers,
          "/graph/v1/paper/ARXIV:2305.18290/" + side,
          "{'data':[{'isInfluential':true,'intents':['methodology'],'contexts':['we use it'],'"
              + other
              + "':"
              + SCHOLAR
              + "}]}");
    }
    json(
        answers,
        "/graph/v1/snippet/search",
        "{'data':[{'snippet':{'text':'lr 5e-7','section':'Setup'},'paper':{'corpusId':123,"
            + "'title':'DPO'}}]}");
    json(answers, "/recommendations/v1/papers/", "{'recommendedPapers':[" + SCHOLAR + "]}");
    json(
        answers,
        "/recommendations/v1/papers/forpaper/ARXIV:2305.18290",
        "{'recommendedPapers':[" + SCHOLAR + "]}");
    answers.put("/arxivapi/api/query", reply("application/atom+xml", FEED));
    answers.put(
        "/arxiv/html/2305.18290",
        reply(
            "text/html",
            new String(ForeignWorld.resource("/papers/latexml.html"), StandardCharsets.UTF_8)));
  }

  private static void documents(Map<String, MockResponse> answers) {
    json(answers, "/api/docs", "[{'id':'trl'},{'id':'brand-new'}]");
    json(
        answers,
        "/api/docs/search",
        "[{'product':'trl','source_page_title':'SFT Trainer','heading1':'SFTConfig',"
            + "'text':'<p>max_length is</p>','source_page_url':"
            + "'https://huggingface.co/docs/trl/main/en/sft_trainer#trl.SFTConfig'}]");
    answers.put("/docs/trl/sft_trainer.md", reply("text/markdown", PAGE));
    answers.put(
        "/docs/trl/llms.txt",
        reply("text/plain", "- [Page](https://huggingface.co/docs/trl/v1/page.md)\n"));
    json(answers, "/.well-known/openapi.json", DOCUMENT);
  }

  private static void code(Map<String, MockResponse> answers, String sha) {
    for (String ref : new String[] {"HEAD", "main"}) {
      answers.put("/gh/repos/o/r/commits/" + ref, reply("text/plain", sha));
    }
    json(
        answers,
        "/gh/repos/o/r/git/trees/" + sha,
        "{'tree':[{'path':'examples/sft.py','mode':'100644','type':'blob','size':100},"
            + "{'path':'README.md','mode':'100644','type':'blob','size':10},"
            + "{'path':'examples','mode':'040000','type':'tree'},"
            + "{'path':'examples/a.ipynb','mode':'100644','type':'blob','size':90}]}");
    answers.put(
        "/gh/repos/o/r/contents/examples/sft.py",
        reply("application/vnd.github.raw+json; charset=utf-8", SOURCE));
    answers.put(
        "/gh/repos/o/r/contents/examples/a.ipynb",
        reply("application/vnd.github.raw+json; charset=utf-8", NOTEBOOK));
    json(
        answers,
        "/gh/repos/o/r/contents/examples",
        "[{'path':'examples/sft.py','name':'sft.py','type':'file','size':100}]");
    json(
        answers,
        "/gh/search/code",
        "{'total_count':1,'items':[{'path':'a.py','html_url':'https://github.com/o/r/blob/x/a.py',"
            + "'text_matches':[{'fragment':'cfg = GRPOConfig(beta=0)'}]}]}");
    String repo =
        "{'full_name':'o/r','stargazers_count':9,'language':'Python','description':'d',"
            + "'pushed_at':'2026-11-01T00:00:00Z','topics':['nlp'],'license':{'spdx_id':'MIT'},"
            + "'html_url':'https://github.com/o/r','default_branch':'main'}";
    json(answers, "/gh/search/repositories", "{'total_count':1,'items':[" + repo + "]}");
    json(answers, "/gh/repos/o/r", repo);
  }

  private static void json(Map<String, MockResponse> answers, String path, String body) {
    answers.put(path, reply("application/json; charset=utf-8", body.replace('\'', '"')));
  }

  private static MockResponse reply(String type, String body) {
    return new MockResponse.Builder().addHeader("Content-Type", type).body(body).build();
  }
}
