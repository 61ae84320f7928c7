"""What holds of words that were said again."""

from bot.rules.corrections import Said, standing


def test_a_message_counts_as_it_reads_now_where_it_was_first_said() -> None:
    said = [Said("1:1", "到场3人"), Said("1:2", "居民认可"), Said("1:1", "到场5人"), Said("1:1", "到场6人")]
    assert standing(said) == ("到场6人", "居民认可")


def test_words_without_a_message_stand_each_for_themselves() -> None:
    assert standing([Said("", "甲"), Said("", "乙"), Said("", "甲"), Said("", "")]) == ("甲", "乙", "甲")


def test_messages_of_two_chats_with_one_number_are_two() -> None:
    assert standing([Said("1:7", "甲"), Said("2:7", "乙")]) == ("甲", "乙")
