import ast
import os
import sys

path = sys.argv[1]
if path.startswith("/app/"):
    path = os.environ.get("ML_INTERN_SANDBOX_ROOT", "") + path
try:
    with open(path, "rb") as file:
        compile(file.read(), path, "exec", ast.PyCF_ONLY_AST, True)
except SyntaxError as error:
    print("line %s: %s" % (error.lineno, error.msg))
except ValueError as error:
    print("line 1: %s" % error)
