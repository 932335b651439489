"""Parts of addresses in the net, written by hand: what is no name of a firm's own."""

SHARED_HOSTS = """\
facebook.com fb.com fb.me instagram.com threads.net linkedin.com lnkd.in twitter.com x.com youtube.com youtu.be
vimeo.com tiktok.com pinterest.com snapchat.com reddit.com quora.com discord.com discord.gg t.me telegram.me
whatsapp.com wa.me vk.com ok.ru xing.com weibo.com wechat.com douyin.com bilibili.com zhihu.com line.me
naver.com daum.net ameblo.jp note.com mixi.jp
wikipedia.org wikidata.org wikimedia.org fandom.com wikia.com
google.com goo.gl g.co g.page bing.com yahoo.co.jp blogspot.com
bit.ly tinyurl.com ow.ly t.co is.gd buff.ly rebrand.ly cutt.ly shorturl.at linktr.ee lnk.bio beacons.ai
github.com github.io gitlab.com bitbucket.org sourceforge.net codeberg.org
medium.com
openedition.org academia.edu researchgate.net orcid.org
wixsite.com carrd.co
notion.site about.me ucraft.net
geocities.com 000webhostapp.com
forms.gle docs.com
crunchbase.com angel.co wellfound.com pitchbook.com owler.com zoominfo.com dnb.com northdata.de northdata.com
glassdoor.com yelp.com yellowpages.com foursquare.com
alibaba.com aliexpress.com made-in-china.com globalsources.com indiamart.com tradeindia.com exportersindia.com
usa.gov
"""
"""Hosts where many firms have a page or an address: no evidence of any one of them."""

TENANT_SUFFIXES = """\
wordpress.com tumblr.com substack.com livejournal.com typepad.com over-blog.com canalblog.com blogger.com
hypotheses.org weebly.com squarespace.com webnode.com jimdo.com jimdofree.com jimdosite.com strikingly.com site123.me
godaddysites.com mystrikingly.com webs.com tripod.com angelfire.com freeservers.com e-monsite.com altervista.org
home.blog hpage.com ucoz.ru sharepoint.com force.com bandcamp.com business.site tistory.com bigcartel.com
europa.eu canada.ca bund.de admin.ch
"""
"""What acts as a public suffix and is not on the list of them: whoever has a name below it is somebody else."""

TENANT_HOSTS = """\
etsy.com ebay.com ebay.de ebay.co.uk amazon.com shopify.com wix.com soundcloud.com producthunt.com trustpilot.com
g2.com capterra.com clutch.co indeed.com tripadvisor.com booking.com airbnb.com opentable.com eventbrite.com
meetup.com patreon.com gofundme.com kickstarter.com indiegogo.com typeform.com jotform.com surveymonkey.com
calendly.com trello.com notion.so behance.net dribbble.com flickr.com issuu.com zenodo.org
"""
"""Firms that give others a page: the bare host and its mailboxes are the firm's own, a path is a tenant's."""

PORTAL_STEPS = """\
company companies pages page pg profile profiles people in pub p u c user users channel groups group org orgs
organization organisation school showcase site sites view store stores shop str biz business web home en de fr es
@ place maps search document d file forms e spreadsheets events e app posts watch wiki
"""
"""Steps of a portal's path before the tenant's own name."""

SUBDOMAIN_NOISE = """\
www ww web m mobi mobile wap home homepage index main site sites portal portals page pages my old new test dev
stage staging demo beta alpha shop store eshop estore cart order orders checkout mail email webmail smtp imap pop
mx ftp sftp ns dns vpn remote citrix owa exchange autodiscover blog blogs news press media info about contact
support help helpdesk docs doc wiki forum forums community faq jobs job careers career karriere recruiting hr
app apps api cdn static assets img images image files file download downloads upload video videos tv live stream
secure ssl login signin auth sso id account accounts user users admin cpanel intranet extranet internal corp
corporate company group global world international intl en english us usa uk eu de fr es it nl int go get try hello
start welcome landing lp promo events event campaign marketing sales partner partners client clients customer
customers data cloud server host hosting people staff student students alumni public
"""
"""Labels above a registered domain that say what the host does, not whose it is."""

PATH_NOISE = """\
recherche forschung investigacion ricerca pesquisa research index default home homepage main about aboutus about-us about_us company contact contacts contact-us contactus
impressum imprint kontakt contacto contatti legal privacy terms products product services service solutions
solution news blog press media events event careers jobs shop store cart catalog catalogue portal site sites web
web1 www wp wordpress wp-content public html htm php cgi-bin pages page content en english deutsch francais
espanol italiano portugues nederlands us usa uk global international intl corporate corp group info welcome start
landing lp search login signin signup register account user users members member profile profiles help support
faq docs doc documentation download downloads files file images img assets static app apps api category categories
tag tags post posts article articles topics topic view show item node team people staff faculty research
department departments dept school schools college institute center centre lab labs university unit units
academics education students admissions library unternehmen ueber-uns uber-uns startseite accueil inicio inizio
strona hjem hem etusivu pocetna uvod glavna portada quienes-somos qui-sommes-nous chi-siamo sobre quem-somos
empresa societe azienda firma o-nas om om-oss over-ons
"""
"""First steps of a path that name a kind of page."""

COMMON_TLDS = """\
com org net edu gov mil int biz info name pro mobi coop aero museum jobs travel tel asia cat post xxx
app dev tech online store shop site website space cloud digital agency studio design media news blog world global
solutions systems software technology consulting services group team network company business capital ventures
finance financial energy health care clinic bio academy university school institute foundation ngo ong
law legal engineering industries international industry partners holdings works build construction
xyz live life today top club one win icu vip work email
berlin hamburg koeln cologne bayern nrw ruhr saarland wien tirol swiss zuerich paris bzh corsica london wales cymru
scot nyc boston miami vegas tokyo osaka kyoto nagoya okinawa yokohama amsterdam brussels vlaanderen gent madrid
barcelona gal eus quebec sydney melbourne istanbul ist moscow africa capetown joburg durban rio lat kiwi
ai io
"""
"""Top-level domains beyond the countries' that addresses of firms are under; legal forms (`ltd`) are not here."""

PLACE_TLDS = """\
AT: wien tirol
BE: brussels vlaanderen gent
BR: rio
CA: quebec
CH: swiss zuerich
DE: berlin hamburg koeln cologne bayern nrw ruhr saarland
ES: cat eus gal madrid barcelona
FR: paris bzh corsica alsace
GB: uk london wales cymru scot
JP: tokyo osaka kyoto nagoya okinawa yokohama
NL: amsterdam frl
RU: moscow su xn--p1ai xn--80adxhks
US: gov mil nyc boston miami vegas
ZA: capetown joburg durban
AU: sydney melbourne
NZ: kiwi
TR: istanbul ist
CN: xn--fiqs8s xn--fiqz9s
HK: xn--j6w193g
TW: xn--kprw13d xn--kpry57d
KR: xn--3e0b707e
UA: xn--j1amh
BY: xn--90ais
BG: xn--90ae
RS: xn--90a3ac
KZ: xn--80ao21a
GR: xn--qxam
TH: xn--o3cw4h
SG: xn--yfro4i67o
IN: xn--h2brj9c
AE: xn--mgbaam7a8h
SA: xn--mgberp4a5d4ar
EG: xn--wgbh1c
IR: xn--mgba3a4f16a
QA: xn--wgbl6a
JO: xn--mgbayh7gpa
MA: xn--mgbc0a9azcg
"""
"""Top-level domains of a place that are not its ISO code, by country."""

WORLDWIDE_TLDS = """\
ac ag ai am as bz cc cd cf co dj fm ga gg gl gq gs im io je la lc li ly me ml mn ms mu nu pm pn pw re sc sh si so st su
sx tc tf tk tm to tv vc vg vu ws
"""
"""Countries' top-level domains that are sold to the whole world: under them no country is told."""
