"""Japanese syllables in Latin letters, as companies write their names: Hepburn without long vowels."""

from __future__ import annotations

import re

_TABLE = """
ア:a イ:i ウ:u エ:e オ:o カ:ka キ:ki ク:ku ケ:ke コ:ko ガ:ga ギ:gi グ:gu ゲ:ge ゴ:go サ:sa シ:shi ス:su
セ:se ソ:so ザ:za ジ:ji ズ:zu ゼ:ze ゾ:zo タ:ta チ:chi ツ:tsu テ:te ト:to ダ:da ヂ:ji ヅ:zu デ:de ド:do
ナ:na ニ:ni ヌ:nu ネ:ne ノ:no ハ:ha ヒ:hi フ:fu ヘ:he ホ:ho バ:ba ビ:bi ブ:bu ベ:be ボ:bo パ:pa ピ:pi
プ:pu ペ:pe ポ:po マ:ma ミ:mi ム:mu メ:me モ:mo ヤ:ya ユ:yu ヨ:yo ラ:ra リ:ri ル:ru レ:re ロ:ro ワ:wa
ヰ:i ヱ:e ヲ:o ン:n ヴ:vu ァ:a ィ:i ゥ:u ェ:e ォ:o ャ:ya ュ:yu ョ:yo ヮ:wa ヵ:ka ヶ:ga
"""
_SYLLABLES = dict(entry.split(":") for entry in _TABLE.split())
_LETTERS = """
エイ:a エー:a ビー:b シー:c シィ:c ディー:d デー:d イー:e エフ:f ジー:g エイチ:h エッチ:h アイ:i
ジェイ:j ジェー:j ケイ:k ケー:k エル:l エム:m エヌ:n オー:o ピー:p キュー:q アール:r エス:s ティー:t
テー:t ユー:u ブイ:v ヴイ:v ダブリュー:w ダブリュ:w ダヴリュー:w エックス:x エクス:x ワイ:y ゼット:z
ズィー:z
"""
LETTERS = dict(entry.split(":") for entry in _LETTERS.split())
"""What the Japanese call Latin letters."""

_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_SMALL = re.compile("([カ-ヂツ-モラ-ロヴウイエ])([ァィゥェォャュョ])")
_PALATAL = frozenset({"shi", "chi", "ji"})
_GEMINATE = re.compile("ッ([a-z]?)")
_LONG = re.compile("ou|oo|uu|aa")


def hepburn(kana: str) -> str:
    """`マクロミル` -> `makuromiru`, `ジョウ` -> `jo`: a long vowel is written once, other letters stay."""
    text = _SMALL.sub(_joined, kana.translate(_KATAKANA))
    text = "".join([_SYLLABLES.get(letter, letter) for letter in text])
    text = _GEMINATE.sub(r"\1\1", text).replace("ー", "")
    return _LONG.sub(lambda found: found[0][0], text)


def _joined(found: re.Match[str]) -> str:
    before, small = _SYLLABLES[found[1]], found[2]
    if small in "ャュョ":
        return before[:-1] + ("" if before in _PALATAL else "y") + "auo"["ャュョ".index(small)]
    return ("w" if before == "u" else before[:-1]) + "aiueo"["ァィゥェォ".index(small)]
