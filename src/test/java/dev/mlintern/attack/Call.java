package dev.mlintern.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A call of a tool that returns what others wrote.
///
/// @param arguments JSON in single quotes
record Call(String tool, String arguments) {
  private static final Pattern OPERATION = Pattern.compile("'operation':'(\\w+)'");
  private static final String M = "'repo_id':'local/m'";

  @Override
  public String toString() {
    return tool + " " + arguments;
  }

  /// The operation it asks for; empty for tools without any.
  String operation() {
    Matcher matcher = OPERATION.matcher(arguments);
    return matcher.find() ? matcher.group(1) : "";
  }

  /// Every call of every tool but those that need a sandbox.
  static List<Call> all(String job, String schedule, String comment) {
    return Stream.of(search(), papers(), docs(), code(), files(), git(comment), jobs(job, schedule))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Call> of(String tool, String... arguments) {
    return Stream.of(arguments).map(a -> new Call(tool, a)).toList();
  }

  private static List<Call> operations(String tool, String... arguments) {
    return Stream.of(arguments).map(a -> new Call(tool, "{'operation':" + a + "}")).toList();
  }

  private static List<Call> joined(List<List<Call>> parts) {
    List<Call> all = new ArrayList<>();
    parts.forEach(all::addAll);
    return all;
  }

  private static List<Call> search() {
    return joined(
        List.of(
            of("hub_repo_search", "{'query':'','repo_types':['model','dataset','space']}"),
            of(
                "hub_repo_details",
                "{'repo_ids':['local/m']}",
                "{'repo_ids':['local/d'],'repo_type':'dataset'}",
                "{'repo_ids':['local/s'],'repo_type':'space'}",
                "{'repo_ids':['local/m','local/d','local/none']}"),
            of(
                "hf_inspect_dataset",
                "{'dataset':'local/d','include':['overview','problems','fit','schema','rows',"
                    + "'stats','files','card']}",
                "{'dataset':'local/pq'}",
                "{'dataset':'local/d','search':'one'}",
                "{'dataset':'local/d','config':'none'}",
                "{'dataset':'local/d','where':'nonsense = 1'}")));
  }

  private static List<Call> papers() {
    String id = "'arxiv_id':'2305.18290'";
    return operations(
        "hf_papers",
        "'search','query':'x'",
        "'search','query':'x','min_citations':1",
        "'search','query':'x','sort_by':'citationCount'",
        "'trending'",
        "'paper_details'," + id,
        "'paper_details','arxiv_id':'2305.00001'",
        "'read_paper'," + id,
        "'read_paper'," + id + ",'section':'1'",
        "'read_paper'," + id + ",'section':'nowhere'",
        "'read_paper'," + id + ",'find':'the'",
        "'read_paper','arxiv_id':'2305.00001'",
        "'citation_graph'," + id,
        "'snippet_search','query':'lr'",
        "'recommend'," + id,
        "'find_models'," + id,
        "'find_datasets'," + id,
        "'find_all_resources'," + id,
        "'find_collections'," + id);
  }

  private static List<Call> docs() {
    String page = "{'url':'docs/trl/sft_trainer'";
    return joined(
        List.of(
            of(
                "explore_hf_docs",
                "{'endpoint':'trl','query':'SFTConfig'}",
                "{'endpoint':'trl'}",
                "{'endpoint':'zzz'}"),
            of(
                "fetch_hf_docs",
                page + "}",
                page + ",'section':'SFTConfig'}",
                page + ",'section':'nowhere'}",
                page + ",'find':'length'}",
                "{'url':'docs/trl/no_such_page'}"),
            of(
                "find_hf_api",
                "{'query':'fresh thing'}",
                "{'path':'/api/fresh/thing'}",
                "{'tag':'none'}")));
  }

  private static List<Call> code() {
    String file = "{'repo':'o/r','path':'examples/sft.py'";
    return joined(
        List.of(
            of(
                "github_find_examples",
                "{'repo':'o/r','keyword':'sft'}",
                "{'repo':'o/r'}",
                "{'repo':'o/r','keyword':'nothing at all'}",
                "{'repo':'o/r','content':'GRPOConfig'}"),
            of("github_list_repos", "{'owner':'o'}"),
            of(
                "github_read_file",
                file + "}",
                file + ",'grep':'train'}",
                file + ",'symbol':'none'}",
                "{'repo':'o/r','path':'examples/a.ipynb','outputs':'text'}",
                "{'repo':'o/r','path':'examples'}",
                "{'repo':'o/r'}",
                "{'repo':'o/r','path':'README.md','ref':'nowhere'}",
                "{'repo':'o/r','path':'exmples/sft.py'}"),
            of("web_search", "{'query':'grpo vllm'}")));
  }

  private static List<Call> files() {
    return operations(
        "hf_repo_files",
        "'list'," + M,
        "'list'," + M + ",'recursive':true",
        "'list'," + M + ",'path':'nowhere'",
        "'read'," + M + ",'path':'README.md'",
        "'read'," + M + ",'path':'train.py','find':'found'",
        "'read'," + M + ",'path':'a.ipynb'",
        "'read'," + M + ",'path':'model.safetensors'",
        "'read'," + M + ",'path':'m.gguf'",
        "'read'," + M + ",'path':'none.txt'",
        "'read','repo_id':'local/pq','repo_type':'dataset',"
            + "'path':'data/train-00000-of-00001.parquet'",
        "'info'," + M + ",'path':'model.safetensors'",
        "'info'," + M + ",'path':'train.py'",
        "'info'," + M,
        "'history'," + M,
        "'upload'," + M + ",'path':'new.txt','content':'x','dry_run':true",
        "'upload'," + M + ",'path':'README.md','content':'---\\nlicense: zz\\n---\\n# x'",
        "'upload'," + M + ",'path':'by_pr.txt','content':'x','create_pr':true",
        "'edit'," + M + ",'path':'train.py','old_str':'torch','new_str':'jax','dry_run':true",
        "'edit'," + M + ",'path':'train.py','old_str':'nowhere','new_str':'jax'",
        "'copy'," + M + ",'path':'train.py','to_path':'copy.py'",
        "'delete'," + M + ",'patterns':['*.py'],'dry_run':true",
        "'delete'," + M + ",'patterns':['copy.py']",
        "'upload'," + M + ",'path':'n.txt','content':'x','parent_commit':'" + "a".repeat(40) + "'");
  }

  private static List<Call> git(String comment) {
    return operations(
        "hf_repo_git",
        "'list_refs'," + M,
        "'list_discussions'," + M,
        "'list_prs'," + M,
        "'get_discussion'," + M + ",'pr_num':1",
        "'get_pr'," + M + ",'pr_num':2",
        "'create_branch'," + M + ",'branch':'main'",
        "'create_branch'," + M + ",'branch':'side'",
        "'delete_branch'," + M + ",'branch':'side'",
        "'create_tag'," + M + ",'tag':'v1'",
        "'delete_tag'," + M + ",'tag':'v1'",
        "'create_tag','repo_id':'local/none','tag':'v1'",
        "'create_discussion'," + M + ",'title':'Another','description':'x'",
        "'create_pr'," + M + ",'title':'A draft'",
        "'comment_pr'," + M + ",'pr_num':1,'comment':'x'",
        "'comment_pr'," + M + ",'pr_num':99,'comment':'x'",
        "'edit_comment'," + M + ",'pr_num':1,'comment':'y','comment_id':'" + comment + "'",
        "'hide_comment'," + M + ",'pr_num':1,'comment_id':'" + comment + "'",
        "'rename_pr'," + M + ",'pr_num':1,'title':'Other words'",
        "'change_pr_status'," + M + ",'pr_num':2,'new_status':'open'",
        "'close_pr'," + M + ",'pr_num':1",
        "'merge_pr'," + M + ",'pr_num':2",
        "'create_repo'," + M,
        "'create_repo','repo_id':'local/fresh'",
        "'update_repo','repo_id':'local/fresh','gated':'auto'",
        "'move_repo','repo_id':'local/fresh','to_repo_id':'local/moved'",
        "'delete_repo','repo_id':'local/moved'");
  }

  private static List<Call> jobs(String job, String schedule) {
    String running = ",'job_id':'" + CannedServices.RUNNING_JOB + "'";
    String failed = ",'job_id':'" + CannedServices.FAILED_JOB + "'";
    String done = ",'job_id':'" + job + "'";
    String plan = ",'scheduled_job_id':'" + schedule + "'";
    return operations(
        "hf_jobs",
        "'ps','all':true",
        "'inspect'" + done,
        "'inspect'" + running,
        "'logs'" + done,
        "'logs'" + done + ",'grep':'loss'",
        "'logs'" + failed,
        "'wait'" + done + ",'wait_seconds':1",
        "'wait'" + failed + ",'wait_seconds':1",
        "'hardware'",
        "'metrics'" + running,
        "'cancel'" + done,
        "'relabel'" + done + ",'labels':{'team':'cv'}",
        "'run','script':'print(1)','timeout':'5m','dry_run':true",
        "'run','command':['true'],'timeout':'5m','wait_seconds':0",
        "'run','command':['true'],'hardware_flavor':'zz','timeout':'5m'",
        "'scheduled_run','schedule':'0 9 * * 2','command':['true'],'timeout':'5m'",
        "'scheduled_ps','all':true",
        "'scheduled_inspect'" + plan,
        "'scheduled_suspend'" + plan,
        "'scheduled_resume'" + plan,
        "'scheduled_relabel'" + plan + ",'labels':{'team':'cv'}",
        "'scheduled_trigger'" + plan + ",'wait_seconds':0",
        "'scheduled_delete'" + plan);
  }
}
