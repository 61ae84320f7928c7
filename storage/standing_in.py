"""Queries about who stood in for whom, also in the past."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from storage.tables import Deputy, Post


def stand_ins_of(session: Session, deputy_ids: Collection[int]) -> list[Deputy]:
    """Every time that these people stood in for somebody, or will."""
    if not deputy_ids:
        return []
    return list(
        session.exec(select(Deputy).where(col(Deputy.deputy_id).in_(list(deputy_ids))).order_by(col(Deputy.id)))
    )


def posts_of(session: Session, person_ids: Collection[int]) -> dict[int, list[Post]]:
    """The posts of these people."""
    found: dict[int, list[Post]] = {person_id: [] for person_id in person_ids}
    if found:
        for post in session.exec(select(Post).where(col(Post.person_id).in_(list(found))).order_by(col(Post.id))):
            found[post.person_id].append(post)
    return found
