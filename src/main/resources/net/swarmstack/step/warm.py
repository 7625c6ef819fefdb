# Waits, with Python started, for what makes it an agent: a JSON object on stdin, up to its end, with
# the environment, the file that is stdin from then on, and the entry. What the agent sees is what it
# would see had Python been started with the entry.
def _become():
    import json
    import os
    import sys

    os.unlink(__file__)
    chunks = []
    while chunk := os.read(0, 65536):
        chunks.append(chunk)
    header = json.loads(b"".join(chunks))
    stdin = os.open(header["stdin"], os.O_RDONLY)
    os.dup2(stdin, 0)
    os.close(stdin)
    for name in set(os.environ) - {"PWD"}:  # the sandbox's own
        del os.environ[name]
    os.environ.update(header["environment"])
    entry = header["entry"]
    sys.argv[:] = [entry]
    sys.orig_argv[1:] = [entry]
    sys.path[0] = os.path.dirname(os.path.realpath(entry))
    with open(entry, "rb") as source:
        code = compile(source.read(), entry, "exec")
    return entry, code


if __name__ == "__main__":
    __file__, _code = _become()
    __cached__ = None
    del _become
    try:
        exec((lambda code: globals().pop("_code") and code)(_code))
    except SystemExit:
        raise
    except BaseException as error:
        import sys
        sys.stdout.flush()
        error.__traceback__ = error.__traceback__.tb_next
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(1)
