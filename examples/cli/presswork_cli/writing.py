"""Posts, comments, pictures. Each write carries a key, so that it happens once, however often it is sent."""

import mimetypes
import sys
import uuid
from pathlib import Path

import httpx
from presswork_client.api.comments import create_comment
from presswork_client.api.media import complete_media, create_media, media as get_media
from presswork_client.api.posts import create_post, post as get_post, publish_post, update_post
from presswork_client.models import CreateCommentInput, CreateMediaInput, CreatePostInput, PublishPostInput, UpdatePostInput
from presswork_client.types import UNSET

from .account import member
from .live import ended
from .problem import explained, taken


def write(arguments) -> None:
    known = member(arguments)
    markdown = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text()
    if arguments.post:
        post = change(known, arguments, markdown)
    else:
        body = CreatePostInput(title=arguments.title, markdown=markdown, tags=arguments.tag)
        post = taken(create_post.sync_detailed(client=known, body=body, idempotency_key=key()))
    if arguments.publish and post.status != "published":
        published = taken(publish_post.sync_detailed(post.id, client=known, body=PublishPostInput(), idempotency_key=key()))
        post = published.post
        ended(known, published.job.id)
    print(f"{post.id}  {post.slug}  version {post.version}, {post.status}")


def change(known, arguments, markdown):
    """Only what is given is changed. With a version, only if nobody else has changed it since."""
    old = taken(get_post.sync_detailed(arguments.post, client=known))
    version = old.version if arguments.if_version is None else arguments.if_version
    body = UpdatePostInput(title=arguments.title, markdown=markdown, tags=arguments.tag or UNSET)
    return taken(update_post.sync_detailed(old.id, client=known, body=body, if_match=f'"{version}"', idempotency_key=key()))


def comment(arguments) -> None:
    known = member(arguments)
    post = taken(get_post.sync_detailed(arguments.post, client=known, include=""))
    body = CreateCommentInput(markdown=arguments.text)
    print(taken(create_comment.sync_detailed(post.id, client=known, body=body, idempotency_key=key())).id)


def upload(arguments) -> None:
    known = member(arguments)
    file = Path(arguments.file)
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    body = CreateMediaInput(filename=file.name, media_type=media_type, size=file.stat().st_size, alt_text=arguments.alt)
    ticket = taken(create_media.sync_detailed(client=known, body=body, idempotency_key=key()))
    send(known, ticket.upload, file)
    job = taken(complete_media.sync_detailed(ticket.media.id, client=known))
    ended(known, job.id)
    medium = taken(get_media.sync_detailed(ticket.media.id, client=known))
    if not medium.variants:
        sys.exit(f"{file.name} was refused: {medium.reason}")
    print(f"![{arguments.alt}]({medium.variants[0].url})")


def send(known, upload, file: Path) -> None:
    """To the API as ourselves; to a bucket as the ticket stands, without our token."""
    http = known.get_httpx_client() if upload.by_api else httpx.Client()
    with file.open("rb") as content:
        headers = {"content-type": upload.content_type, "content-length": str(file.stat().st_size)}
        answer = http.request(upload.method, upload.url, content=content, headers=headers)
    if answer.is_error:
        raise explained(answer.status_code, answer.content)


def key() -> str:
    return str(uuid.uuid4())
