"""A progress bar for commands that take a while."""

WIDTH = 30


def bar(stream, words):
    """For a command's stdout or stderr: a function that draws how far something has come, on a terminal; one that does nothing in a log."""

    def draw(share):
        full = round(share * WIDTH)
        end = "\n" if share >= 1 else ""
        stream.write(f"\r{words} [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}", style_func=str, ending=end)
        stream.flush()

    return draw if stream.isatty() else lambda share: None
