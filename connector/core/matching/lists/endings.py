"""What a stem of the vocabulary may end in, written by hand: endings of words, as against parts of brands."""

ENDINGS = """\
short: [a-wyz]{0,2}|[aeo]?ux|[aeiou]{1,3}[nrsltmdvgz]?[aeiou]{0,3}[snmr]?|[nrtslczkgv][aeiou]{1,2}s?
short: [aeiou]{0,2}y[aeiu]?|ish?e?s?|[aei](?:ll|tt|nn|ss)[aeio]s?|[ts]?ch[aei]r?n?|[ghrtl]?ers|qu?es?
short: [sz]?cal?s?|[td][ao]s|sos|st[as]|sts|[tds]ed|ory|des
action: [a-z]{0,3}(?:[tcsz]i|c|[ae][cs][yj])(?:o|a|e|oe)[a-z]{0,5}|[a-z]{0,3}at(?:i[vf]|or|ur)[a-z]{0,3}
action: [a-z]{0,2}[st]?[td]or[a-z]{0,3}|[a-z]{0,2}i[vf][a-z]{0,3}|[a-z]{0,3}ment[a-z]{0,3}
action: [a-z]{0,2}[sj]iyon[a-z]{0,2}|[a-z]{0,2}i[sz](?:e[drs]?|ing|ad[ao])
quality: i?on[a-z]{0,4}|[a-z]{0,3}i(?:[ck]|e[ck]|qu|sch|sk|cz|cn|ch)[a-z]{0,4}|[iu]?r?aux|ieux
quality: [a-z]{0,3}(?:bilit|i[td]ad?|it|t)(?:y|ies|e|es|a|at|et|s)?|[iai]?l?[it]?dade?s?
quality: [a-z]{0,2}[aei]l(?:[aeiou]{0,2}s?|n[aeiy][a-z]?|ly)|[tr]?ural[a-z]{0,2}
quality: [a-z]{0,2}[aei]n[tcdz][a-z]{0,3}|[a-z]{0,2}[ai]bl[ei]s?|[a-z]{0,2}anee?n[ens]{0,2}
person: [a-z]{0,2}is[tm][a-z]{0,3}|[a-z]{0,3}(?:eu|ai|a|e|u|o)r(?:[aeiouy]{0,2}[sn]?|ies|i[aou]s|i?al[aeis]{0,2})
learned: (?:[aeio]?[chnt]?|io)?(?:o?log|o?gra[fp]h?|a?[fp]h?|o?nom|o?metr|o?pat|iatr|o?chim|o?chem|o[gj]|eut|at)(?:[iye][a-z]{0,4}|[uo][a-z]{0,3})?
germanic: [a-z]{0,4}(?:keit|heit|aft|lich|ung)[a-z]{0,3}|[a-z]{0,2}(?:ing|else|het)[a-z]{0,3}|[aeo]?rn[ae]s?|er[ny]
slavic: [a-z]{0,3}(?:[vwnj]|[scz]k|zn|cn)(?:[yiaeouj][a-z]{0,3})|[yie]k?ch?|[yi]mi?|i?ej
slavic: z[yeaoi][a-z]{0,3}|yk[aioe]?|[a-z]{0,2}o[sz][tc]i?|[a-z]{0,2}st[vw][a-z]{0,2}
turkish: [csn]?[iu]?l[ae]r[iu]?n?|[cls]?[iu]?l[iu][kg][iu]?|[sn]?[ae]l[iu]?
uralic: [ieu]?(?:nen|sen|set|sten|ten|den|ssa|sta|lla|lle|jen|ksen|neen)|[ae]?(?:s[ae]gi?|t[oe]s|ugyi)
baltic: (?:isk|ib|im|um|in)[aiou][a-z]{0,2}
romanian: (?:ul|il|el)(?:ui|or)
"""
"""A family of endings, and what they look like."""

BRAND_TAILS = """\
air app apps area art base bit bite blue bond book bot bots box boy cam cap care cast cat cell city cloud club coin com
connect core corp data day desk dot drive energy eye face factory far farm fast fit flow food fox fresh gate gen gene
genic girl glass gold grid guard hero home house hub idea image iq kit lab labs lan land lane leaf led life light line
link list live loop man map mark master mate matrix max meter metric metrics mind mix mobile nation nest net node
nova ocean omics online page park path pay peak peaks plan planet play plus pod point pool port power pro pur rise
room run safe sat scan scape sense ship shop sign site soft source space spark spot stack star start station stream
studio sun sure switch team tec tech tek test thing things time tone tool tools tour track trade trail trak tree tron
tronic trust tube van vest via vibe view vision viva voice wall ware watch wave way wear web west win wire wise wood
word work works world yard zone
"""
"""Words that makers of names put behind a word: what ends in one is a brand, no word with an ending."""
