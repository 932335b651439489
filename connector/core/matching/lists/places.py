"""Words around the names of places, written by hand; folded as places are."""

AREA_WORDS = """\
d l prafektur distretto province provincia provincie provinz provinsi state estado stato etat staat prefecture prefektur regional region regione
regiao county comitat megye governorate gubernia oblast krai kray republic respublika republika sheng ken fu do to shi si
gwangyeoksi teukbyeolsi teukbyeoljachido departement department departamento distrito district distrikt land lan lani
kanton canton cantone comunidad comunitat community autonomous autonoma autonome autonomo voivodeship wojewodztwo kraj
judet judetul zupanija of de del du di da la the and y i municipality municipio metropolitan metropolitana city special
administrative area zizhiqu vilayet vilayeti il ili iline maakond maakunta fylke amt muhafazat wilayah changwat tinh
thanh pho voblast voblasts viloyati oblys oblysy dera
"""
"""What says that something is a state, and of which kind."""

CITY_WORDS = """\
city shi ku si gu gun greater metro metropolitan municipality municipio municipality town village borough cedex ville
stadt gemeinde kota kabupaten kab kec special district area region downtown central cdmx rural regional of de the
capital territory county prefecture cercado centro d г город місто
"""
"""What stands before or after a city's name and is none of it."""

WELL_KNOWN = """\
US CA AU DE FR GB JP CN IN IT ES BR NL CH
"""
"""Countries whose states people write without the country."""
