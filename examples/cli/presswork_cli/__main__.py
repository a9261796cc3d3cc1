"""The words of the command line. What they do is in `reading`, `writing`, `account` and `live`."""

import argparse
import os
import sys

import httpx

from . import account, live, reading, writing
from .problem import Refused


def main() -> int:
    arguments = parser().parse_args()
    try:
        arguments.run(arguments)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except httpx.TransportError as error:
        print(f"{arguments.server} can't be reached: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m presswork_cli", description="Reads and writes in a Presswork community.")
    top.add_argument("--server", default=os.environ.get("PRESSWORK", "http://127.0.0.1:8080"), help="also $PRESSWORK")
    words = top.add_subparsers(required=True, metavar="command")

    def word(name, run, about):
        made = words.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    login = word("login", account.login, "Makes an access token for this program and keeps it.")
    login.add_argument("login", help="user name or mail address; the password is asked for, or read from a pipe")
    word("logout", account.logout, "Revokes that token.").add_argument("login")

    posts = word("list", reading.list_posts, "Lists posts, the newest first.")
    posts.add_argument("--feed", choices=["latest", "trending", "home"], default="latest")
    posts.add_argument("--tag")
    posts.add_argument("--count", type=int, default=20, help="how many, fetched in pages")
    word("read", reading.read, "Shows a post and its comments.").add_argument("post", help="id or slug")
    word("search", reading.search, "Finds posts, comments, people and tags.").add_argument("words")

    write = word("write", writing.write, "Writes a post, or changes one, from a file of Markdown.")
    write.add_argument("file", help="- is the standard input")
    write.add_argument("--title", required=True)
    write.add_argument("--tag", action="append", default=[])
    write.add_argument("--post", help="the post to change, by id or slug")
    write.add_argument("--if-version", type=int, help="only if it still is at this version")
    write.add_argument("--publish", action="store_true", help="and publish it")
    comment = word("comment", writing.comment, "Comments on a post.")
    comment.add_argument("post", help="id or slug")
    comment.add_argument("text", help="in Markdown")
    upload = word("upload", writing.upload, "Uploads a picture; prints the Markdown that shows it.")
    upload.add_argument("file")
    upload.add_argument("--alt", default="", help="what it shows")

    watch = word("watch", live.watch, "Tells of posts as they are published, until it is stopped.")
    watch.add_argument("--count", type=int, help="stop after so many")
    return top


sys.exit(main())
