"""Parts of addresses in the net, written by hand: what is no name of a firm's own."""

PAGE_HOSTS = """\
facebook.com fb.com fb.me instagram.com threads.net linkedin.com lnkd.in twitter.com x.com youtube.com youtu.be
vimeo.com dailymotion.com twitch.tv tiktok.com pinterest.com snapchat.com reddit.com quora.com discord.com discord.gg
t.me telegram.me whatsapp.com wa.me vk.com ok.ru xing.com weibo.com wechat.com douyin.com bilibili.com zhihu.com
line.me naver.com daum.net kakao.com ameblo.jp note.com mixi.jp rutube.ru viadeo.com bsky.app mastodon.social
wikipedia.org wikidata.org wikimedia.org fandom.com wikia.com
google.com goo.gl g.co g.page bing.com yahoo.com yahoo.co.jp duckduckgo.com yandex.ru baidu.com blogspot.com
bit.ly tinyurl.com ow.ly t.co is.gd buff.ly rebrand.ly cutt.ly shorturl.at linktr.ee lnk.bio beacons.ai
github.com github.io gitlab.com bitbucket.org sourceforge.net codeberg.org medium.com
openedition.org academia.edu researchgate.net orcid.org zenodo.org
wixsite.com carrd.co notion.site about.me ucraft.net geocities.com 000webhostapp.com forms.gle docs.com
crunchbase.com angel.co wellfound.com pitchbook.com owler.com zoominfo.com dnb.com northdata.de northdata.com
europages.com kompass.com societe.com pagesjaunes.fr gelbeseiten.de paginegialle.it hotfrog.com cylex.de
justdial.com sulekha.com 2gis.ru prom.ua allbiz.com
glassdoor.com glassdoor.co.uk yelp.com yellowpages.com foursquare.com stepstone.de naukri.com infojobs.net hh.ru
alibaba.com 1688.com taobao.com tmall.com aliexpress.com made-in-china.com globalsources.com indiamart.com
tradeindia.com exportersindia.com ec21.com tradekey.com dhgate.com mercadolibre.com mercadolivre.com.br
rakuten.co.jp shopee.com lazada.com tokopedia.com flipkart.com allegro.pl etsy.com ebay.com ebay.de ebay.co.uk
amazon.com amazon.de amazon.co.uk amazon.co.jp amazon.in zalando.de shopify.com wix.com soundcloud.com spotify.com
producthunt.com trustpilot.com g2.com capterra.com clutch.co indeed.com tripadvisor.com booking.com airbnb.com
opentable.com thefork.com doctolib.fr eventbrite.com meetup.com patreon.com ko-fi.com buymeacoffee.com gofundme.com
kickstarter.com indiegogo.com typeform.com jotform.com surveymonkey.com calendly.com trello.com notion.so behance.net
dribbble.com flickr.com 500px.com issuu.com scribd.com slideshare.net justgiving.com usa.gov
"""
"""Hosts where anybody has a page: a path or a name before the domain is a tenant's, the bare host and its
mail are the owner's and its staff's. Where anybody has a *mailbox* is in `mailboxes.py`."""

PROVIDERS = """\
tutanota.com tuta.io centurylink.net suddenlink.net mediacombb.net sympatico.ca telus.net cogeco.ca
eastlink.ca sasktel.net mts.net bellaliant.net teksavvy.com btopenworld.com talktalk.net plusnet.com
orange.net iol.ie kabelmail.de online.de alice-dsl.net mailbox.org email.de netcologne.de ewetel.net
versanet.de magenta.de chello.at inode.at liwest.at kabsi.at drei.at utanet.at telering.at hispeed.ch
swissonline.ch vtxmail.ch sfr.fr bbox.fr neuf.fr aliceadsl.fr club-internet.fr numericable.fr voila.fr
gmx.fr cegetel.net noos.fr scarlet.be belgacom.net kpnplanet.nl caiway.nl pt.lu internet.lu ono.com
jazztel.es ya.com netcabo.pt clix.pt netvisao.pt tin.it fastwebnet.it legalmail.it teletu.it comhem.se
bredband.net swipnet.se glocalnet.net online.no getmail.no broadpark.no frisurf.no start.no mail.dk
stofanet.dk youmail.dk get2net.dk tdcadsl.dk ofir.dk jubii.dk waoo.dk saunalahti.fi welho.com simnet.is
internet.is visir.is online.ee inbox.lv inbox.lt takas.lt zebra.lt o2.pl interia.eu tlen.pl neostrada.pl
atlas.cz volny.cz tiscali.cz quick.cz azet.sk zoznam.sk atlas.sk orangemail.sk stonline.sk t-online.hu
vipmail.hu indamail.hu chello.hu upcmail.hu t-email.hu invitel.hu digikabel.hu siol.net gmail.si t-2.net
volja.net net.hr inet.hr optinet.hr iskon.hr eunet.rs ptt.rs sezampro.rs bih.net.ba teol.net dir.bg
gbg.bg rdslink.ro romtelecom.ro upcnet.ro clicknet.ro rds.ro t-home.mk mt.net.mk otenet.gr forthnet.gr
hol.gr in.gr cytanet.com.cy primehome.com spidernet.com.cy go.net.mt maltanet.net onvol.net internet.ru
meta.ua ukrpost.ua yandex.by yandex.kz mail.kz ttmail.com turk.net superonline.com ttnet.net.tr walla.com
walla.co.il netvision.net.il bezeqint.net 012.net.il 013.net inter.net.il zahav.net.il nana.co.il
barak.net.il smile.net.il emirates.net.ae eim.ae qatar.net.qa batelco.com.bh omantel.net.om kuwait.net
kems.net saudi.net.sa cyberia.net.lb idm.net.lb terra.net.lb tedata.net.eg menanet.net menara.ma iam.net.ma
planet.tn gnet.tn topnet.tn djaweb.dz vsnl.com vsnl.net bsnl.in airtelmail.in in.com sancharnet.in
dataone.in mtnl.net.in eth.net ntc.net.np wlink.com.np mail.com.np sltnet.lk bttb.net.bd bdcom.com
citech-bd.com bol-online.com cyber.net.pk brain.net.pk ptcl.net.pk wo.cn 263.net netvigator.com hkstar.com
biznetvigator.com hinet.net seed.net.tw so-net.net.tw url.com.tw empal.com so-net.jp
sannet.ne.jp iijmio-mail.jp wakwak.com starhub.net.sg pacific.net.sg tm.net.my streamyx.com jaring.my
time.net.my maxis.net.my indo.net.id cbn.net.id centrin.net.id loxinfo.co.th truemail.co.th
ksc.net cscoms.com pldtdsl.net skyinet.net fmail.vn vnn.vn slingshot.co.nz orcon.net.nz paradise.net.nz
ihug.co.nz actrix.co.nz globomail.com superig.com.br pop.com.br veloxmail.com.br prodigy.net.mx
telmexmail.com hotmail.com.mx fibertel.com.ar speedy.com.ar ciudad.com.ar hotmail.com.ar uolsinectis.com.ar
vtr.net entelchile.net tie.cl cantv.net etb.net.co une.net.co andinanet.net terra.com.pe speedy.com.pe
adinet.com.uy netgate.com.uy racsa.co.cr cwpanama.net mweb.co.za telkomsa.net vodamail.co.za iafrica.com
absamail.co.za lantic.net polka.co.za africaonline.co.ke wananchi.com kenyaweb.com yahoo.com.ng
mtnnigeria.net sentoo.sn aviso.ci camnet.cm ethionet.et africaonline.com.gh zamnet.zm zol.co.zw mweb.co.zw
tempmail.com
"""
"""Providers' mailboxes by country that the list of free ones lacks: a customer's mail, not the provider's own."""

FILLERS = """\
google.com bing.com yahoo.com yahoo.co.jp duckduckgo.com yandex.ru baidu.com naver.com daum.net facebook.com fb.com
instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com pinterest.com whatsapp.com wa.me t.me vk.com ok.ru
wikipedia.org wechat.com weibo.com
"""
"""What people type for a website where they have none."""

TENANT_SUFFIXES = """\
wordpress.com tumblr.com substack.com livejournal.com typepad.com over-blog.com canalblog.com blogger.com
hypotheses.org weebly.com squarespace.com webnode.com jimdo.com jimdofree.com jimdosite.com strikingly.com site123.me
godaddysites.com mystrikingly.com webs.com tripod.com angelfire.com freeservers.com e-monsite.com altervista.org
home.blog hpage.com ucoz.ru sharepoint.com force.com bandcamp.com business.site tistory.com bigcartel.com
europa.eu canada.ca bund.de admin.ch
"""
"""What acts as a public suffix and is not on the list of them: whoever has a name below it is somebody else."""

PORTAL_STEPS = """\
company companies pages page pg profile profiles people in pub p u c user users channel groups group org orgs
organization organisation school showcase site sites view store stores shop str biz business web home en de fr es
@ place maps search document d file forms e spreadsheets events e app posts watch wiki drive play plus docs view
listing listings business-page seller sellers vendor dp b2b firma entreprise azienda unternehmen empresa tv r t
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
empresa societe azienda firma o-nas om om-oss over-ons teams group groups projects project programs programmes program
equipes equipe equipos equipo grupos grupo gruppen arbeitsgruppen forschungsgruppen laboratoires laboratorios laboratori
institute institutes institut instituts instituto institutos institutions facultad facultades faculte fakultaeten fakultet
fakultaten departamento departamentos dipartimenti dipartimento einrichtungen unites unite unidades locations location
standorte standort stores branches branch offices office sucursales agences campus campuses hospital hospitals clinics
clinic history overview introduction intro top jp ja ko zh
home1 who-we-are our-story our-company our-team mission vision aktuelles actualites noticias
"""
"""Steps of a path that name a kind of page."""

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
