"""Tables written by hand. Words are folded; what stands here is read by `connector.core.tables`."""

SYNONYMS = """\
university: univ uni universitat universite universidad universidade universita universiteit universitet universitesi univerzita uniwersytet universitas
institute: inst institut instituto istituto instytut institutet enstitusu instituut ustav
international: intl internacional internazionale internationale internationaler uluslararasi
national: natl nacional nazionale nationale narodni
technology: tech technologies techno tecnologia tecnologias technologie technologia teknoloji tekhnologii
laboratory: lab labs laboratories laboratorio laboratoire labor laboratorium
department: dept departamento dipartimento departement
association: assoc assn asociacion associacao associazione vereniging
hospital: hosp hopital ospedale krankenhaus hastanesi
center: ctr centre centro centrum zentrum merkezi
group: grp groupe grupo gruppo gruppe gruppen groep
holding: hldg hldgs holdings
services: svc svcs service servicios servizi
management: mgmt mgt
development: dev devt desarrollo desenvolvimento developpement
manufacturing: mfg mfr
engineering: eng engg ingenieria engenharia ingegneria
research: rsch recherche ricerca investigacion investigacao forschung
science: sci sciences ciencia ciencias scienze wissenschaften
communications: comm comms communication comunicaciones
industry: ind inds industries industria industrias industrie
pharmaceuticals: pharma pharm pharmaceutical farma farmaceutica
biotechnology: biotech biotechnologies
systems: sys system sistemas sistemi systemes
solutions: soln solns solution soluciones solucoes
ministry: ministere ministerio ministero ministerium ministerstvo
foundation: fdn fundacion fundacao fondazione fondation stiftung
school: schule escuela escola scuola ecole
academy: academia accademia akademie akademia
museum: museo museu musee muzeum muzeul
library: biblioteca bibliotheque bibliothek
faculty: facultad faculdade facolta faculte fakultat
college: colegio collegio
society: sociedad sociedade societa societe gesellschaft
council: consejo conselho consiglio conseil
company: compagnie compania companhia compagnia
brothers: bros
saint: st
and: und et y e og och en ve
"""
"""The word that stands for all: its abbreviations and its commonest translations."""

SMALL_WORDS = """\
of for the and in de la le les des du der die fur von di del della do da a an to at voor van
"""
"""Words that tell no name from another."""

JUNK = """\
na none no nil null unknown notapplicable notavailable test testing tester asdf qwerty xxx abc me self
myself selfemployed independent unaffiliated individual private privateperson personal home student retired
unemployed freelance freelancer consultant consulting company mycompany yourcompany companyname business
organization organisation corporation inc ltd llc gmbh other others various tbd tba nocompany keine
keinefirma privat ninguno ninguna nessuno aucun aucune sansobjet particulier autonomo nenhum own owner ceo
manager gmail yahoo hotmail outlook nothing anonymous noname someone hello hi abcd notemployed unemployed
noneofyourbusiness private na nan undefined
"""
"""Company keys that people type where they have no firm to name."""

SHARED_HOSTS = """\
facebook.com linkedin.com instagram.com twitter.com x.com youtube.com wikipedia.org google.com goo.gl bit.ly
github.com github.io gitlab.com medium.com tiktok.com pinterest.com crunchbase.com bing.com wordpress.com
blogspot.com wixsite.com weebly.com squarespace.com tumblr.com about.me linktr.ee etsy.com yelp.com angel.co
t.me vk.com xing.com weibo.com notion.site carrd.co
"""
"""Hosts where many firms have a page: no evidence of any one of them."""

LEADING_FORMS = """\
pt ooo oao zao pao ao too tov uab sia cv
"""
"""Legal forms that stand before the name."""
