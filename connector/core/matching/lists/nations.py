"""Vocabulary of organisations, third part: nations and cities whose names differ by language.

Written like `lexicon.py`, whose text it continues.
"""

PLACES = """\
america: americ* amerik* amériq* 美国 美國 아메리카 アメリカ 米国 미국 usa us united_states united_states_of_america estados_unidos etats_unis vereinigte_staaten
argentina: argentin* アルゼンチン 阿根廷
australia: australi* 澳大利亚 オーストラリア 호주 豪州
austria: austri* osterreich* autrich* oesterreich* avstri* rakous* ausztria avusturya* オーストリア 奥地利
arab: arabi* arabe* araber* عربي العربية العربي
azerbaijan: azerbai* aserbai* azerbaycan* azerbajd* azerbaydzh*
africa: afric* afrik* アフリカ 非洲
albania: shqip* arnavut* albanian albanie albanien* albanes* albansk* albanij*
armenia: armen* հայաստան
asia: asian asiat* asie asya* azij* azj asien* aziat* アジア 亚洲 亞洲 아시아 asians
atlantic: atlantic* atlantique* atlantik*
baltic: baltij* baltic* baltisch* ostsee
bangladesh: bangla*
belarus: belorus* byeloruss* bialorus* bilorus* weissruss* bielorr*
belgium: belg* belgi* belci* ベルギー
bosnia: bosn* bosansk*
brazil: brasil* ブラジル 巴西 브라질
britain: british britisch* britannique* britain british* britan* イギリス 英国 英國 영국 ブリティッシュ uk united_kingdom reino_unido royaume_uni vereinigtes_konigreich regno_unito great_britain
bulgaria: bulgar* balgar* bolgar*
cambodia: kampuchea cambod* campuchia
canada: canad* kanad* カナダ 加拿大 캐나다
caribbean: caribe caribbean* karib*
catalonia: catalunya cataluna catalan* katal*
chile: chilen* チリ
china: chine chines* kinesisk* kina kitai* kytay* chinoi* trung_quoc zhonggu* zhongguo zhonghua 中国 中國 中华 中華 중국 チャイナ 차이나 chugoku jungguk huaxia
colombia: colomb* kolumb*
croatia: croat* hrvat* kroat* horvat* xorvat*
cuba: cuban* kub
cyprus: kibris* zypr* kypr* chipre cypriot*
czechia: czech* tschech* chequ* cesk* ceco ceska cesky tsjech* tjeck* cheshsk*
denmark: danmark danmarks danish* danois* danisch* dansk* tansk* 丹麦 デンマーク
egypt: egipt* agypt* misir* مصر المصرية エジプト 埃及
england: anglet* inglat* inghilt* イングランド englis* englan* englezesc*
estonia: eston* eest*
europe: europ europa* euro evrop* avrup* yevrop* europai* eurooppa* euroop* eiropa* ewrop* eorpach* ヨーロッパ 欧州 欧洲 유럽 chau_au
finland: suomen suomi finsk* finlandes* フィンランド 芬兰 finnish* finnland* finnisch*
france: frances* frankrei* frankrijk franzos* franska* fransk* francouz* francus* frantsuz* fransiz* ranska* francia francja フランス 法国 프랑스 フレンチ french francais* franzosisch* frankreich*
georgia: georgi_an* gruz* sakartvel* საქართველოს
germany: deutsche deutscher deutsches deutschen deutsch deutschl* alemania alemanh* allem* tedesc* nemets* niemiec* nimets* njemac* nemack* nemet* alman almanya tysk* tyskland* duits* saksa* vokiet* vacij* ドイツ 德国 독일 germania german aleman* alemana nemeck*
greece: greek* griech* hellenic hellenisch* hellenique yunan* gorog* greck* ギリシャ ελλάδα ελληνική ελληνικό ελλάδος ελληνικής 希腊 ellinik* grecia grecque* grece grecki* grecesc*
hongkong: hong_kong 香港 홍콩 xianggang
hungary: hungar* magyar* ungar* hongr* vengr* ハンガリー 匈牙利 wegier* madar* macaristan magyarorszag*
iceland: island_s islensk* islenzk*
india: indisk* indisch* bharat* hindustan* インド 印度 인도 an_do भारतीय भारत भारतिय ভারতীয় ভারত indian indien bharatiya bharat
indonesia: indones* インドネシア
iran: irani* iranian* persian ایران イラン
iraq: iraqi* irak* العراق
ireland: irish irland* eireann* eire irlandes* アイルランド
israel: izrael* ישראל
italy: italian* italie* italia* wlosk* olasz* イタリア 意大利 이탈리아 itali*
japan: japon* giappon* yapon* japansk* nippon nihon 日本 일본 riben ilbon jepang nhat_ban ジャパン 재팬
jordan: الأردنية الأردن
kazakhstan: kazak* qazaq* kazakh* kasach* казах*
korea: korean* coree* koreai han_quoc 韓国 韩国 韓國 한국 대한 대한민국 コリア 코리아 hanguk daehan
kuwait: الكويت
kosovo: kosov*
kyrgyzstan: kyrgyz* kirgiz*
latin: latino* lateina* latin_america latinoameric*
latvia: latv* latvij* lettl* lotysk*
lebanon: leban* liban* لبنان اللبنانية
lithuania: lithuan* lietuv* litauen* litew* litov*
luxembourg: luxemb* letzebuerg* luxemburg*
macedonia: makedon* macedon*
malaysia: malays* malais* マレーシア 马来西亚
mediterranean: mediterr* akdeniz* mittelmeer*
mexico: mexic* mejic* mexik* メキシコ 墨西哥
moldova: moldov* moldav*
mongolia: mongol* 蒙古 内蒙古
montenegro: crna_gora crnogor*
morocco: maroc* marokk* marruec* المغرب المغربية maroko
netherlands: nederland* dutch holland* niederland* paises_bajos pays_bas オランダ 荷兰 neerland* holand*
nepal: नेपाल
nordic: nordisk* skandinav* scandinav* pohjoismai*
norway: norweg* norsk* norge* norveg* noruega* ノルウェー
pacific: pacif* pazif* 太平洋 パシフィック 태평양
peru: peru peruana peruano ペルー
philippines: philippines philippin* pilipin* フィリピン filipin* filippin*
poland: polish polsk* pologn* polon* lengyel* ポーランド 波兰 polska polnisch* polen
portugal: portug* ポルトガル 葡萄牙
qatar: قطر
romania: rumun* rumyn* rouman* rumen* ルーマニア romanesc*
russia: rosii* rossiy* rossij* rosiys* rosijs* rosyj* rusya* orosz* venaja* venemaa* ロシア 俄罗斯 러시아 russisch* russe russes russky* russkiy* russia* российск* россии россия rossiya rossiia rossii rossiysk* rossiisk* ruska ruske ruski ruskij* rusky* ruskie*
saudi: السعودية سعودي suudi*
serbia: srbij* srpsk* srbsk* szerb* sirp* serbi serbsk* serbisch* serbia*
siberia: sibir* siber_ian*
singapore: singap* シンガポール 新加坡 싱가포르
slovakia: slovak* slowak* slovensk* eslovaq* szlovak*
slovenia: slovenij* slowen* esloven*
spain: spanish spanien espan* espanha* spagn* spanien* hiszpan* spanisch* ispan* spanj* スペイン 西班牙 스페인 tay_ban_nha
sweden: swed* svensk* sverige* schwed* suedois* suec* szwed* svedsk* ruots* スウェーデン 瑞典
switzerland: swiss suisse* schweiz* svizzer* suiza* szwajc* svycar* isvicre* スイス 瑞士 스위스
syria: syrian syrien siria* سوريا السورية
taiwan: 台湾 台灣 臺灣 대만 타이완
tajikistan: tajik* tadzhik*
thailand: thai* 泰国 ไทย ประเทศไทย
tunisia: tunis* تونس
turkey: turkiye* turque turquie turquia turco* torok* トルコ 土耳其 turk turks turkish turkiye turkisch*
ukraine: ukrain* ucran* ukrajin* ウクライナ
uzbekistan: uzbek* ozbek* ozbekiston*
venezuela: venezuela venezol*
vietnam: viet_nam ベトナム 越南 베트남
wales: welsh cymru cymr*
zurich: zuerich*
vienna: wien wiener viena vienne viden
munich: munchen* muenchen monaco_di_baviera mnichov monachium
cologne: koln koeln kolner koelner colonia
geneva: geneve genf ginevra ginebra
basel: basle basilea
prague: praha praga
warsaw: warszaw* varsov* varszo* varsavia
moscow: moskv* moskov* moskau mosca moscou moskva モスクワ 莫斯科
petersburg: peterburg* piter
kyiv: kiev kievsk* kiew
athens: athina athinon athen atenas atene αθήνα αθηνών
lisbon: lisboa* lissabon lisbonne lisbona
copenhagen: kobenhavn* kopenhagen copenhague koebenhavn
gothenburg: goteborg* goeteborg
helsinki: helsing* helsingin
brussels: bruxell* brussel* brusel* bruessel
antwerp: antwerpen anvers amberes
milan: milano milanes* mailand
rome: roma rzym
naples: napoli neapel
florence: firenze florenz florencia fiorentin*
venice: venezia venedig
turin: torino torinese
genoa: genova genua
seville: sevilla
belgrade: beograd* belgrad*
bucharest: bucurest* bukarest
cairo: kairo القاهرة qahira*
beijing: peking pekin 北京 북경 ペキン
guangzhou: 广州 廣州
hanoi: ha_noi
saigon: sai_gon ho_chi_minh
seoul: 서울 首尔 ソウル
tokyo: tokio 東京 东京 도쿄
taipei: taibei 台北
bangkok: krung_thep กรุงเทพ กรุงเทพมหานคร
bavaria: bayern bayer_isch bayerisch* baviera bayerische* baviere
saxony: sachsen sachsisch* saxe sajonia
prussia: preuss* prussi*
rhine: rhein* rhenan*
danube: donau* dunav* dunaj* danub*
newzealand: nz new_zealand nouvelle_zelande nueva_zelanda neuseeland ニュージーランド 新西兰 뉴질랜드
southafrica: south_africa suid_afrika sudafrik* afrique_du_sud rsa south_african
shinko: shinko
fujian: fujian
"""
