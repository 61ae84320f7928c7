"""What we offer to choose from, in Telegram's shapes."""

from typing import Any

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.chat.incoming import FROM_OFFER
from bot.ports import Article, Offer

LONGEST_BUTTON = 64


def shaped(offer: Offer) -> dict[str, Any]:
    """The arguments of an answer to an inline query. Nobody else may be shown it, and the next look is a new one."""
    button = InlineQueryResultsButton(offer.button[:LONGEST_BUTTON], start_parameter=FROM_OFFER)
    return {
        "results": [_article(article) for article in offer.articles],
        "cache_time": 0,
        "is_personal": True,
        "next_offset": offer.more_from,
        "button": button if offer.button else None,
    }


def _article(article: Article) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        article.html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(article.key, article.title, content, description=article.description)
