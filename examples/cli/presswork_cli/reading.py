"""Lists, posts with their comments, searches."""

import html
import re

from presswork_client.api.comments import comments
from presswork_client.api.feed import feed
from presswork_client.api.posts import post as get_post, posts
from presswork_client.api.search import search as find
from presswork_client.types import UNSET

from .account import client
from .problem import taken

PAGE = 50


def list_posts(arguments) -> None:
    known = client(arguments)

    def page(first, after):
        if arguments.tag:
            return posts.sync_detailed(client=known, first=first, after=after, tag=arguments.tag, include="author")
        return feed.sync_detailed(client=known, first=first, after=after, kind=arguments.feed, include="author")

    for post in pages(page, arguments.count):
        at = post.published_at.date() if post.published_at else post.status
        print(f"{at}  {post.slug}  {post.title} ({post.author.display_name})")


def pages(page, count):
    """So many things, a page at a time: `after` is the last cursor of the page before."""
    after = UNSET
    while count > 0:
        answer = taken(page(min(count, PAGE), after))
        yield from answer.data
        count -= len(answer.data)
        if not answer.page_info.has_next_page:
            return
        after = answer.page_info.end_cursor


def read(arguments) -> None:
    known = client(arguments)
    post = taken(get_post.sync_detailed(arguments.post, client=known, include="author,tags"))
    print(f"{post.title}\n{post.author.display_name} · {', '.join(tag.name for tag in post.tags)}\n\n{plain(post.html)}")
    said = taken(comments.sync_detailed(post.id, client=known, first=100, include="author"))
    for comment in said.data:
        author = comment.author.display_name if comment.author else "(deleted)"
        print(f"\n{author}: {plain(comment.html)}")


def search(arguments) -> None:
    found = taken(find.sync_detailed(client=client(arguments), q=arguments.words))
    if found.corrected:
        print(f"Shown is what has {found.corrected}.")
    for hit in found.data:
        print(f"{hit.type_}  {hit.slug}  {plain(hit.title_html)}: {plain(hit.excerpt_html)}")


def plain(markup: str) -> str:
    """Sanitised HTML as text. No character of it may steer the terminal."""
    text = html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
