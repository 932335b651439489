"""Vocabulary of organisations, second part: their other fields, what qualifies them, where they are.

Written like `lexicon.py`, whose text it continues.
"""

SUBJECTS = """\
education: educ educat* educac* educaz* formation* formacion* bildung* ausbildung* unterricht* utdann* utbildn* uddann* onderwijs* koulutus* opetus* kasvatus* haridus* izglit* svieti* edukac* oswiat* wychowan* obrazov* obrazovan* osvit* osvet* vzdelav* vzdelan* prosveta prosvesh* skolstv* oktat* neveles* egitim* maarif* talim pendidikan giao_duc addysg* oideachas hezkuntz* arsim* invatam* ensenan* ensin* enseign* istruz* pedagog* pedagogik* ekpaideu* εκπαίδευση παιδείας تعليم التعليم تربية التربية آموزش پرورش חינוך शिक्षा शिक्षण শিক্ষা การศึกษา ศึกษา განათლება 教育 교육 エデュケーション jiaoyu gyoyuk shiksha shikshan education* utbildningar utbildnings opplaering opetushallitus koulutuksen izglitibas izglitiba svietimo svietimas edukacji edukacyjna oswiaty wychowania vzdelavani vzdelavania vzdelavanie skolstvi skolstva izobrazevanje izobrazevalni obrazovanje obrazovanja obrazovanie obrazovaniya obrazovatelnoe osvita osvity oktatasi oktatas nevelesi neveles invatamant invatamantului educatiei educatie edukimi arsimit arsimor egitimi tehsil edukasyon elimu onderwijskundig onderwijsgroep paideias ekpaidefsis ekpaidevtiko エデュケーショナル การเรียนรู้ educacio educacional educativa educativo educativos educativas formacao formazione formacio
training: trainin* fortbild* weiterbild* opleid* kepzes* vycvik* szkolen* dao_tao latihan 培训 研修 訓練 훈련 연수 トレーニング trainings trainer trainers capacitacion* capacitac* training* utbildningscenter kursus kurs kurser koulutuskeskus koolituskeskus koolitus mokymo mokymu apmacibu apmaciba szkolenia skolenia usposabljanje osposobljavanje obuchenie obucheniya obuka obuke navchalnyi navchannya kepzesi kepzo formarea trajnim trajnimi opleidingen opleidingscentrum addestramento mafunzo pagsasanay トレーナーズ 研修所 연수원 ฝึกอบรม
teacher: teachers lehrer* docent* profesor* enseignant* insegnant* uchitel* ogretmen* su_pham 師範 师范 교사 사범 larar* laerer* laererforening opettaja* opetajate skolotaju mokytoju nauczyciel* ucitel* ucitelj* uciteljsk* nastavnik* uchitelsk* tanar* tanito* pedagogus* profesori* ogretmenler giao_vien walimu leraren enseignants docenti normal normale pedagogic maestros maestra professores 師大 교원 教員 教职工
student: students studentov estudant* studenten* etudiant* etudian* estudiant* ogrenci* sinh_vien pelajar mahasiswa 学生 學生 학생 studenter studentar studerande studenterna studenti studentu studentska studentski studencki studencka studentow studentske studenata opiskelijat opiskelijain ylioppilaskunta uliopilaskond uliopilased diakok hallgatoi studentesc studentilor ogrencileri talebe wanafunzi etudiants studentenwerk studierende studierendenwerk studierendenschaft foitites
water: waters wasser* agua* aguas aigua* eau eaux acqua* acque vatten* vann vand vannverk* udens vanduo* woda wody wod wodn* wodociag* vodovod* vodarn* vodn* vodokanal* voda vod sular* viz vizmu* vizgazdal* isleri_su air_bersih nuoc dwr uisce ujë aqua aquas gidro* wodno* υδάτων ύδρευσης νερού مياه المياه آب מים जल পানি น้ำ ประปา 水道 水利 水务 수도 수자원 ウォーター 수리 shui suido jal hydro hidro vesi 水资源 水務局 上下水道 상수도 水環境
wastewater: abwasser* sewage* sewer* saneament* saneam* assainiss* kanaliz* kanalisat* avlop* avlopp* 下水道 污水 하수
waste: abfall* residuo* dechet* rifiut* avfall* odpad* odpad othod* jaate* jatehuolto* atik* hulladek* recycl* recicl* riciclag* 廃棄物 垃圾 폐기물 リサイクル 环卫 再生资源 소각 リサイクリング 리사이클링 再生資源 再资源
environment: env environ* umwelt* ambient* medioambient* medio_ambiente meio_ambiente environnement* miljo* milieu* ymparist* keskkon* vides aplink* srodow* srodowisk* prostred* zivotn* okolis* okolje* okruzh* ekolog* ecolog* oekolog* okolog* kornyezet* cevre* cevrec* sekitar lingkungan moi_truong amgylchedd* comhshaol ingurumen* mjedis* mediu mediului periballon* περιβάλλοντος περιβάλλον بيئة البيئة محیط_زیست סביבה הסביבה पर्यावरण পরিবেশ สิ่งแวดล้อม გარემოს 環境 环境 环保 생태 生态 生態 환경 エコ kankyo huanjing hwangyeong paryavaran milieux エコロジー 에코 エンバイロメント グリーンテック
climate: climat* klima* klimat* clima iklim khi_hau 気候 气候 기후
meteorology: meteorol* weather wetter* hidromet* gidromet* hydromet* khi_tuong 気象 气象 氣象 기상 kisho qixiang gisang
earthquake: seismolog* sismolog* seism* sism* deprem* 地震 지진 jishin dizhen
geology: geo geolog* geologi* geologij* jeoloj* geoscien* maantietee* dia_chat daeareg* γεωλογικών γεωλογίας زمین_شناسی جيولوجيا भूविज्ञान 地質 地质 지질 地学 地球科学 chishitsu dizhi jijil
geography: geograf* geograph* geografi* dia_ly 地理 지리
survey: geodes* geodez* survey* vermess* katastr* catastr* cadastr* kadaster* mapping* kartograf* cartograf* 測量 测绘 측량 地政 surveys undersok* undersog* 調査 조사 survei khao_sat
earth: tierra* terre zeml* yer_bilim trai_dat 地球 지구 アース terra erde jord
ocean: oceans ocea* okean* oceanogr* okeanogr* ozean* meeres* morsk* deniz* dai_duong 海洋 해양 オーシャン haiyang kaiyo haeyang marine sea seas
river: rivers fluss* rio riviere* fiume fleuv* rek reka nehir 河川 江河 하천
mountain: mountains mount mt montan* montagn* gora gory gunung 山岳 山地
island: islands isle isles insel* isla ilha ile iles isola isole ostrov* pulau
nature: natur* natural* przyrod* prirod* prirodn* termeszet* luonto* luonnon* alam thien_nhien φυσικό الطبيعة طبیعت טבע प्रकृति 自然 자연 ネイチャー loodus* dabas gamtos przyrodnicz* prirodovedn* prirodnjack* prirodonauchen luonnontieteel*
wildlife: fauna wild_life 野生 野生动物
plant: botan* planta* vaxt* rostlin* rastlin* 植物 作物 식물 작물 crop crops plant plants プラント
animal: animals dyr djur* hayvan* 動物 动物 동물 tier tiere
protection: protect* protec* protecc* protez* skydd* bescherm* zascit* zashchit* ochran* ochron* zastit* koruma* vedelm* suojelu* perlindungan bao_ve προστασίας حماية حفاظت הגנה संरक्षण 保护 保護 보호 保全 보전 conserva conservac* conservancy conservat* preserv* naturschutz* schutz schutzgebiet*
security: secur segurid* seguranc* sicherheit* securit* sicurezz* sigurn* sakerh* sikkerh* turval* bezpiec* bezpecn* bezpecnost* bezopas* bezpek* biztons* guvenlik* keselamatan keamanan an_ninh an_toan diogelwch ασφάλειας ασφάλεια أمن الأمن امنیت ביטחון אבטחה सुरक्षा নিরাপত্তা ความปลอดภัย 安全 保安 安保 警備 보안 안전 경비 セキュリティ セキュリティー 시큐리티 anzen anquan anjeon suraksha safety safe safet* wachdienst* schutzdienst* guard guards ochrona vigilan*
fire: feuerwehr* incend* bombeir* pompier* brandweer* pozar* pozhar* hasic* vatrogas* itfaiye* tuzolt* straz_pozarna bomba phong_chay 消防 소방 shobo xiaofang brandvasen brannvesen brandvaesen palolaitos pelastuslaitos tuletorje ugunsdzes* gaisrin* tuzoltosag pompierii vigili_del_fuoco corpo_de_bombeiros raddningstjanst* 消防署 소방서 bombero
emergency: urgenc* notfall* rettung* rescue* salvam* nodlig* acil* afet* katastrof* disaster* zivilschutz* civil_protection mchs 救急 応急 应急 防災 救援 응급 재난 긴급 cap_cuu ambulan* emergenc* emergenz* emergenci* rettungsdienst* raddnings raddningstjansten redningsselskap redningstjeneste beredskap beredskaps pelastus* paaste paasteamet ratownictw* ratunkow* ratownicz* zachrann* zachranna zachranka hitna hitne hitna_pomoc hitne_pomoci avariyn* spasatel* chrezvych* nadzvychayn* mentok mentoszolgalat katasztrofav* urgences urgencias emergencias emergencies ambulanse* ambulans* ambulancia* nodhjelp* 救援队 急救 ฉุกเฉิน
redcross: red_cross croix_rouge cruz_roja cruz_vermelha croce_rossa rotes_kreuz roda_korset rode_kors rode_kruis punainen_risti cerveny_kriz crveni_kriz krasny_krest kizilay voros_kereszt 赤十字 紅十字 红十字 적십자 crveni_krst czerwony_krzyz 日赤 赤十字社 creu_roja chu_thap_do bulan_sabit_merah الهلال_الأحمر
public: publ publico publik* offentl* offentlich* offentlig* publiczn* publichn* javn* verejn* obshchestv* hromadsk* kozsegi kozossegi kozszolg* kamu halk* umum awam cong_cong cyhoeddus poibli julkin* julkis* avalik* viesoji δημόσια δημόσιο عمومی العامة सार्वजनिक সরকারী 公共 公立 公益 공공 공립 パブリック gonggong public publica publicas publicos publique publiques offentliga offentlige offentligt openbaar openbare avalik publik publika publicznych publiczny publiczna publiczne verejny verejna verejne verejnej javni javna javno javne obshchestvennoe obshchestvennaya gromadska viesas publisks publiska dimosio dimosia 公営 국공립
private: privat* privad* chastn* privatn* prywatn* ozel* maganegy* swasta tu_thuc tu_nhan ιδιωτικό خاص خصوصی 私立 民营 私营 민간 사립
community: communit* comunid* comunit* comunal* gemeinde* gemeinsch* gemeent* comun comune comuni comuns obcina obec obce gmina gminy gmin* opstin* opcin* obshtin* obshin* kunta* kunnan* vallavalitsus savivaldyb* belediye* belediyesi kozseg* onkormanyz* komunit* masyarakat komuniti cong_dong cymuned* dimos δήμος بلدية شهرداری עיריית עיריה नगरपालिका नगर_निगम পৌরসভা เทศบาล 自治体 社区 コミュニティ 커뮤니티 市役所 町役場 村役場 区役所 municipal municipality ayuntamiento ajuntament prefeitura mairie rathaus stadtverwalt* kaupunk* kaupungin hotel_de_ville camara_municipal urad_mesta primaria magistrat* townhall city_hall city_council borough* 市民 communal* communaut* kommunal* kommun kommune kommuner kommunen kommuns communes commune municipi* municipa* kommunene kommunal kommunes kommunens kommunalt gemeinden gemeinderat gemeentehuis obecni obecny obecnog onkormanyzata comuna kunnat kuntayhtyma kommunforbund vallavalitsuse novads pasvaldiba pasvaldibas savivaldybe savivaldybes bashki bashkia opstina opstine opcina opcine obshtina mairies concello concellos concejo concelho freguesia intendencia alcaldia gemeente gemeinde stadtgemeinde marktgemeinde 市政府 町立 村立 市町村 면사무소 ubnd barangay manispaa baladiya bladia dimarcheio
city: cities stadt* stad stads* ciudad* ciutat* cidade* ville villes citta miasto miasta miejsk* mesto mesta mestsk* gradsk* gorod goroda gorodsk* horod* misto mista varos* varosi sehir* kota bandar thanh_pho pilset* miest* byen staden πόλη مدينة شهر עיר शहर শহর เมือง 市 市立 城市 都市 都市圏 시립 시청 시티 urban urbano urbana urbain* urbaines town towns township city_of stader byer kaupunki linna linnavalitsus miestas pilseta pilsetas miesto mestna mestne mestni grada gradu gradska gradske gradski gradot orasul municipiului varosa varosanak sheher shaar 市区 lungsod
county: counties kreis* landkreis* powiat* okres* zupanij* zhupanij* megye* megyei judet* judetean* contae maakun* maakond* lansstyr* fylke* fylkes* 県 군청 grofovija maakonna megyeszekhely zupanija zupanije zupanijski judetul judeteana powiatu powiatowy powiatowa kreisverwaltung grafschaft condado comtat sysla sysluman lansstyrelsen
district: districts distr bezirk* distrit* distrikt* distret* rayon rayona raion* raiono raioni okrug* kotar* jaras* ilce* ilcesi daerah kecamatan ardal* 区 地区 區 구청
province: provinc* provin* prowinc* provinz* provinci* provincial* wojewodz* vojvod* wojewod* voivod* krajsk* il_mudurlugu vilayet* provinsi pokraj* oblast* oblastn* επαρχία استان محافظة प्रान्त จังหวัด 省 省立 県立 道立 府立 도립 도청 prefectur* prefect prefekt* prefettur* nomarch* voivodeship wojewodztwo wojewodzki wojewodzka provinsen provincia provincias vilayeti valiligi landskap lanssjukhus gubernia guberniya muhafazah 道庁 県庁 省政府 都立 市道
region: regions reg regio regional* rehion* rejon* bolge* bolgesi wilayah rhanbarth* rehional* περιφέρεια منطقة منطقه क्षेत्रीय क्षेत्र ภูมิภาค ภาค 地方 地域 区域 지방 지역 kshetriya regiony regionu regionen regione regioni regiune regiunea regioonide kraju krajow kraje krai kray oblastnoy oblastnaya oblasti maakuntaliitto landstinget landsting regionales regiunii rajoni rajono rayonnoye 自治区 自治區
territory: territor* territori* territoir* 領土 领土
local: lokal* localit* tempatan dia_phuong mestn* paikallis* 地元 本地 現地 로컬 ローカル
rural: landlich* dorflich* wiejsk* selsk* seosk* ruralnog* kirsal* nong_thon luar_bandar desa 農村 农村 농촌 어촌 grameen gramin ग्रामीण
social: socia sozial* sociaal* sociala sosyal* sotsial* sotsiaal* socialn* sociaz* spoleczn* socijal* szocial* sosiaal* sosial* xa_hoi cymdeithasol κοινωνικών اجتماعی اجتماعية الاجتماعية सामाजिक সামাজিক สังคม 社会 社會 사회 ソーシャル shehui shakai sahoe samajik sosiale sosialt socialt sosiaalinen sosiaali* sotsiaalne sotsiaalse socialo socialines socialinis socialas socialajas spoleczny spoleczna spoleczne spolecznej socialni socialna socialne socialnich socialnej socijalna socijalni socijalno sotsialnyy sotsialnoe sotsialna szocialis ictimai ijtimoiy aleumettik panlipunan jamii maatschappelijk* sozialwerk* sozialamt sozialverband* socials sociaux sociali koinonik* 社工 社福 สังคมศาสตร์
welfare: wohlfahrt* bienestar bem_estar benesser* bien_etre dobrobit* jolet* refah* hyvinvoint* hoolekand* phuc_loi kebajikan kesejahteraan 福祉 福利 복지 fukushi fuli bokji kalyan caritas charit* charity wohltatig* beneficen* benefico* karitativ* hayir* 慈善 자선 philanthrop* velferd* velfaerd* valfard* welzijn* wohlfahrtsverband* sosiaalitoimi heaolu labklajibas geroves opieka opieki opiekuncz* blahobyt* skrb jolleti bunastare mireqenie kagalingan sozialdienst caritatief dobrocinn* dobrotvorn* blagotvoritel* blahodiyn* jotekonysag* jotekony* humanitern* karitasz 福祉会 복지관 福利院 慈善总会 สวัสดิการ khayriya
family: famil* families familien* familia* familj* familie* rodzin* semei* semya simeyn* obitelj* porodic* csalad* aile* perhe* keluarga gia_dinh teulu teaghlach 家庭 家族 가족 가정 ファミリー 패밀리 rodina rodiny rodinn* familier familjer perheet perhekeskus gimenes seimos rodziny rodzinny rodzinna obitelj obitelji porodica porodice druzina druzine druzinski semeystvo simyi csaladok familiei familjes ailesi otbasy pamilya gezin gezinnen gezinszorg familles familias famiglie famiglia oikogeneia 家族会 ครอบครัว
child: children kids kinder* enfan* infan* ninos crianc* crianca bambin* dziec* detsk* deca djec* djecj* dityach* gyermek* gyerek* cocuk* cocuklar anak kanak tre_em nhi_dong paidion παιδιών أطفال کودکان ילדים बाल बच्चे শিশু เด็ก 子ども こども 子供 儿童 兒童 児童 어린이 아동 kodomo ertong eorini paediatric pediatr* paediat* pediat* 小児 儿科 소아 barnas barnehage* vaiku detsky laste lasteaed* lapset lapsi lasten lapsille barnen borns lapsed bernu dzieci dzieciec* dziecko deti deci djecja djecje djeca otrok otroci otroska otroke ditey dityacha dityachyy detskaya detskoe detskiy detska gyermekek copii copiilor femije femijeve cocuklari ushaq bolalar balalar watoto kinderen kinderopvang kinderhilfe enfants enfance infantil infantile bambini infanzia infancia criancas ninez ninas paidia paidi 幼児 保育 育児 เด็กแห่งชาติ
youth: jugend* jeuness* juventud* juventude* joven* giovani giovanile giovanili giovent* ungdom* jeugd* nuoris* noorte* jaunat* jaunim* mlodz* mladez* molodez* molod* ifjus* genclik* gencler pemuda belia thanh_nien ieuenctid oige 青年 青少年 청년 청소년 ユース mladi mladih mladin* mlade mladosti mlodziez* unge unges ungdoms ungdomar ungdomsforbund nuoret nuorten noored noorsoo jaunatnes jaunimo mlodziezowy mlodziezowe mladeze mladezi omladina omladine omladinsk* mladezh* molodezhn* molodizh* ifjusagi tineret tineretului tineri rinia rinise rinore gencligi genclar yoshlar zhastar kabataan vijana jongeren jeugdzorg jugendliche jugendamt* jeunes joventut jovenes jovens gioventu neolaia 青年会 青年団 청년회 เยาวชน
women: woman frauen* femme* mujer* mulher* femin* kvinn* kvind* naised* sieviet* moter* kobiet* zhensk* zhinoch* kadin* kadinlar wanita perempuan phu_nu merched γυναικών نساء المرأة زنان נשים महिला মহিলা สตรี 女性 女子 婦人 妇女 妇幼 여성 여자 여자대학교 レディース joshi funu yeoja mahila lady ladies maternal mother mothers 母親 donne zenski* frau frauenarzt* kvinner kvinnor kvinder kvinnoforbund kvinde naiset naisten naiste sievietes moterys moteru zeny zien zenska zenske zensko zhenshchin zhinky zhinok femei femeilor kadinlari qadinlar ayollar ayelder kababaihan wanawake vrouwen vrouw frauenhaus* femmes mulheres mujeres gynaikon 婦人会 여성회 妇联 สตรีแห่ง
elderly: senior* aged altenheim* altenpfleg* anciano* idoso* anzian* starsz* starij* yasli* eldr* ikaant* 老人 高齢者 養老 养老 노인 실버 aldre aldres eldreomsorg aldreomsorg aeldre vanhusten vanhus eakate pensionar* pensjonist* senioren ouderen ouderenzorg bejaarden bejaardenzorg personnes_agees tercera_edad terceira_idade seniorow seniori seniora idosek* starejsih starostnik* nyugdijas* varstnici 老年 長者 安老 高齢 特別養護老人ホーム
people: peoples volk volkshochschul* volks pueblo* popol* peupl* povo* popular* ludow* narod* lidov* folk* kansan* rahva* tautas* liaudies rakyat nhan_dan pobl λαϊκή الشعب شعبية مردم जन जनता লোক ประชาชน 人民 국민 인민 國民 renmin kokumin gukmin janata
human: humans humano* humana* menschen* menschlich* ludzk* lidsk* ljudsk* manusia con_nguoi 人間 人类 인간 ヒューマン insan insani insanlar insanlik*
humanities: humanist* humanidad* beseri* geisteswissensch* humanistyczn* gumanit* humanitar* beseri_bilimler nhan_van 人文 文學 인문 jinbun renwen liberal_arts
rights: derecho_humano 人権 人权 인권 lidskych_prav haklari
labor: labour work workers employ* arbeit* arbeits* trabaj* trabalh* travail* lavor* arbet* arbejd* arbeid* tyovo* tyoter* darbo* darba* praca pracy prace prace* trud* truda munka* munkas* foglalkozt* iscile* isci* calisma* istihdam* tenaga_kerja buruh lao_dong viec_lam llafur cyflogaeth fostaiocht zaposl* zatrudn* zanyat* zamestn* empleo emprego emploi* impieg* occupaz* beschaftig* sysselsett* εργασίας απασχόλησης العمل عمل کار עבודה श्रम শ্রম แรงงาน 労働 劳动 勞動 노동 雇用 就业 고용 労務 人力资源 roudou laodong nodong shram
personnel: hr human_resources recursos_humanos ressources_humaines risorse_umane recruit* staff staffing* kadry kadrov* insan_kaynaklari zeitarbeit* 人材 人事 人力 인사 인력 スタッフ jinzai renli reclut* personalwesen personaldienst*
professional: profes* profess* professionel* professionnel* beruf* berufs* vocacional* vocation* profissional* zawodow* ammatti* ammat* yrkes* yrkesf* mesleki* kutse* profesin* odborn* strucn* profteh* szakkepz* vokasional day_nghe nghe_nghiep_tho 職業 职业 專業 专业 직업 전문 shokugyo zhiye
craft: crafts handwerk* artesan* artisan* artigian* hantverk* handvaerk* rzemios* rzemiesl* remesl* obrt* zanaat* kezmu* kasityo* 工芸 工艺 手工 공예
language: languages lang sprach* idiom* lengua* lingu* linguist* langue langues sprak* sprog* kieli* kielt* keele* valod* kalbu jezyk* jazyk* jezik* yazyk* nyelv* diller* bahasa ngon_ngu ngoai_ngu iaith γλώσσας لغة لغات زبان שפות भाषा ภาษา 言語 語言 语言 外国語 外语 外國語 언어 외국어 gaigo waiyu oegugeo foreign_language
history: hist histor* geschicht* storia storic* istori* istor* historij* povijest* zgodovin* dejepis* tortenet* tarih* tarihi sejarah lich_su hanes stair zvestov* ιστορίας تاريخ تاریخ היסטוריה इतिहास ประวัติศาสตร์ 歴史 历史 歷史 역사 rekishi lishi heritage patrimoni* herit* kulturerb* denkmal* spomen* spomenik* zabytk* pamatk* 遺産 文物 文化財 유산 historisk historiske historiska historialliset historian ajaloo ajalugu vestures vesture istorijos istorija historyczne historii historicky historicke historie dejin zgodovine zgodovinsko povijest povijesni istorijski istorii istoricheskiy istoriya istoriyi torteneti tortenelmi tortenelem istorie istoriei historise historike tarihsel kasaysayan historia historica historico geschiedenis geschiedkundig heemkundige ιστορικό 史学 历史学 郷土史
archaeology: archaeol* archeol* arqueol* arkeol* arheol* arkheol* khao_co 考古
philosophy: philosoph* filosof* filozof* felsefe* 哲学 哲學 철학 triet_hoc filosofiska filosofian filosoofia filozofijos filozofii filozoficka filozofska filozofski filozofia filozofiai filosofie falsafa felsefesi wijsbegeerte filosofisk 철학과 哲學系
theology: theolog* teolog* ilahiyat* bogoslov* theologi* diwinyddiaeth 神学 神學 신학 than_hoc
religion: religi* vjersk* dini dinas_agama agama ton_giao crefydd 宗教 종교
catholic: cathol* catol* cattol* kathol* katol* katolis* 天主教 カトリック 가톨릭 천주교
orthodox: ortodox* ortodoks* pravoslav* 正教 정교
evangelical: evang* evangel* ewangel* yevangel* protest* 福音 복음 신교 lutheran* luter* methodist* metodist* baptist* presbyt* reformiert* reformed
christian: cristian* christlich* kristn* krestan* chretien* keresztyen* kereszteny* kito_giao 基督教 キリスト教 기독교 christliche* christian* kristel* kristlig* kristna kristne kristill* hristiyan* hristijan* kristlik*
islamic: islam islamic* islamisch* islami muslim* musulm* moslem* إسلامي الإسلامية اسلامی 伊斯兰 イスラム
jewish: judisch* jewis* judai* judio* juif* ebraic* zydowsk* zidovsk* zsido*
buddhist: buddh* bouddh* phat_giao buddhism 仏教 佛教 불교
politics: politic* polit* politik* politolog* siyasal* siyaset* siyasi chinh_tri 政治 정치 politik
party: partei* partid* partit* partija partiya* partiy* partia* puolue* партия 정당
policy: policies politica siyasa 政策 정책
strategy: strateg* estrateg* chien_luoc 戦略 战略 전략
planning: plann* plan plans planif* planej* planung* planow* planir* planeam* tervez* planlama* perancang* perencan* quy_hoach ke_hoach 計画 计划 規劃 规划 企画 企划 기획 계획 プランニング keikaku guihua
development: dev devt develop* desarroll* desenvolv* developp* sviluppo* entwickl* utveckl* utvikl* udvikl* ontwikkel* kehit* kehitys* arendus* attist* pletr* rozwoj* rozwoju rozvoj* razvit* razvoj* razvitie rozvyt* fejleszt* kalkinma* gelistirme* gelisim* pembangunan pengembangan phat_trien datblyg* forbairt garapen* zhvill* dezvolt* anaptix* anaptyx* ανάπτυξης تنمية التنمية توسعه פיתוח विकास উন্নয়ন พัฒนา განვითარების 開発 开发 發展 发展 개발 발전 ディベロップメント kaihatsu fazhan gaebal vikas
innovation: innovaz* innovat* inovac* inovat* innovac* inovas* inovasi yenilik* yenilikci doi_moi_sang_tao arloesi nuachta 創新 创新 革新 イノベーション 이노베이션 혁신 inobeshon chuangxin
quality: qualit* qualid* calit* kvalit* jakos* kacestv* minoseg* kalite* laatu* kualiti mutu chat_luong 品質 质量 質量 품질 calidad*
standard: standards norme normen normas estandar* standart* 標準 标准 標準化 표준 規格 measurement metrolog* 計量 计量 측정 certif* certifi* zertif* sertif* akkredit* accredit* 認証 认证 인증 standard*
control: kontrol* kontroll* controle* inspec* inspek* inspect* ispett* aufsicht* tilsyn* nadzor* nagl* inspeccion* denetim* denetleme* pengawas* pemeriksa* kiem_soat thanh_tra 検査 检查 监督 監督 監理 监理 検定 検疫 검사 감독 감리 supervis* superint* regulat* regulac* regulier* reguler* regulir* 規制 control*
test: tests testing* prufung* pruf* prueba* essais zkouse* zkuseb* 試験 测试 試驗 시험
automation: automat* automatiz* automazion* avtomat* otomasyon* automatik* automatis* tu_dong 自動化 自动化 オートメーション 자동화 オートメ 自控
robot: robots robotic* robotik* robotech* ロボット 机器人 機器人 로봇 ロボティクス 로보틱스 로보
artificial_intelligence: artificial_intelligenc* inteligencia_artificial intelligence_artificielle kunstliche_intelligenz 人工知能 人工智能 인공지능 yapay_zeka tri_tue_nhan_tao
intelligence: intellig* inteligen* 智能 知能 智慧 지능 インテリジェンス smart スマート 스마트
space: kosmich* kosmos raumfahrt* espac* espaci* spazial* aerospa* aeroesp* uzay* rymd* rumf* avaruus* kozmik* urhajo* vesmir* svemir* ruimtevaart* angkasa vu_tru gofod 宇宙 航天 우주 スペース 航空宇宙 航空航天 항공우주 uchu hangtian
astronomy: astronom* astrofys* astrophys* astrofiz* thien_van 天文 天体 천문
optics: optic* optik* ottic* opto* 光学 光學 광학 光電 光电 レンズ lens オプティクス オプティカル オプト 옵틱스 옵토 光电子
semiconductor: semicon* semiconduct* halbleit* semicondutt* semicondut* yari_iletken* 半導体 半导体 半導體 반도체 チップ chip chips セミコン セミコンダクター 세미콘
battery: batteries bater* batteri* akku* akumul* accumul* 電池 电池 배터리 バッテリー バッテリ 蓄電池 蓄电池 2차전지 이차전지
cable: cables kabel kablo* kabely* cavi 電線 电线 电缆 ケーブル 케이블 전선 kaapeli*
wireless: inalamb* sans_fil drahtlos* 無線 无线 무선 ワイヤレス
lighting: light lights licht* iluminac* illuminat* eclairage* osvetl* oswietl* aydinlat* beleucht* ljus* 照明 조명 ライト ライティング led
instrumentation: mess_technik* messtechnik* sensor* sensoren センサー 传感 센서 instrumentac* instrumentat* instrumentaz* 計装 測器 센서텍
tobacco: tabac* tabak* tobako* tutun* duhan* tupakka* thuoc_la 烟草 煙草 たばこ 담배
cosmetics: cosmet* kosmet* kozmet* beauty belleza beleza schonheit* uroda* krasot* guzellik* my_pham 化粧品 化妆品 美容 화장품 뷰티 ビューティー コスメ perfum* parfum* コスメティックス コスメチック 코스메틱 코스메틱스 日化 化粧
hair: pelo coiff* parrucch* frisor* friseur* peluquer* kapper* 理容 美髪 헤어 ヘア salon*
furniture: mobel* muebl* moveis mobili mobilier* meubl* meubel* mobilya* meble* nabytek* nabytk* mebel* namestaj* namjestaj* pohistv* butor* huonekal* perabot noi_that furnit* 家具 家居 가구 インテリア 인테리어 interior*
household: haushalt* casalingh* menaj* ev_aletleri 家電 家电 家庭用品 가전 hogar hogares
packaging: packag* verpack* embal* emball* imball* envase envases forpackn* emballag* opakow* obal* ambalaj* ambalaz* pakkaus* verpakk* pakend* bao_bi csomag* 包装 包裝 포장 パッケージ pack packing packs パッケージング 패키징 패키지 パック 包材
ceramic: ceram* keram* seramik* ceramik* gom_su 陶瓷 陶磁 窯業 세라믹 セラミックス セラミック
pump: pumps pompa* nasos* 泵业 ポンプ 펌프 valve valves valvul* ventil* armatur* 阀门 バルブ 밸브
pipe: pipes tubes rohr rohre truba* trubn* trub* 管業 鋼管 钢管 管道 파이프 tubo tubos boru borulari
bridge: bridges brucke brucken puente* ponte kopru* 橋梁 桥梁 교량
aircraft: airplan* avion* letadl* samolot* samolet* ucak* 飛行機 飞机 항공기
parking: park_haus* parkhaus* estacionam* aparcam* parchegg* otopark* 駐車場 停车 주차
bus: buses autobus* omnibus* otobus* バス 公交 버스
taxi: taxis タクシー 택시 出租车
courier: kurier* kargo* expres expreso ekspres* 快递 速递 エクスプレス 익스프레스 express expresso 택배 宅配 快运 速运
storage: almacen* armazen* magazyn* sklad* depolam* warehous* entrepot* entrepos* magazzin* raktar* varast* gudang kho_bai 倉庫 仓储 창고 仓库 depo lagerhaus* lagerei 冷蔵 冷藏 냉장 倉儲 ウエアハウス ストレージ 스토리지
distribution: distrib* distribuc* distribut* distribuz* dystryb* distribuci* dagitim* vertrieb* agihan edaran pengedar* phan_phoi 流通 配送 유통 ディストリビューション 配電
supply: supplies* suministr* fornec* fornit* approvis* dobav* postavk* dostaw* dodav* tedarik* versorg* ellato* ellatas* bekalan cung_ung 供应 供給 補給 공급 サプライ supplier* supplying
sales: sale ventas vendas vente* vendit* verkauf* sprzedaz* prodaz* myynti* 販売 销售 판매 セールス vendor* satis satisi satislari
international: intl int internac* internaz* internatio* internacion* internacional* mezhdunarod* mizhnarod* miedzynarod* mezinarod* medzinarod* medunarod* medjunarod* mezhdunar* mednarod* uluslararas* uluslararasi nemzetkoz* kansainval* rahvusvah* starptaut* tarptaut* antarabangsa internasional quoc_te rhyngwladol idirnaisiunta nazioarte* nderkomb* diethn* διεθνής διεθνές دولية الدولي بين_المللی בינלאומי अंतरराष्ट्रीय अंतर्राष्ट्रीय আন্তর্জাতিক นานาชาติ ระหว่างประเทศ 国际 国際 國際 국제 インターナショナル 인터내셔널 kokusai guoji gukje
global: kuresel* toan_cau byd_eang グローバル 全球 글로벌
world: welt mund* mondo* mondial* mundial* verden* varld* wereld* maailma* maailm* pasaul* swiat* svetov* svijet* vilag* dunya sedunia dunia the_gioi byd domhan* botë παγκόσμι* κόσμου عالمی العالمية العالم عالم עולמי विश्व বিশ্ব โลก 世界 세계 ワールド 월드 sekai shijie segye vishwa mondes mondiale* monde mondi mirovoy mirovoi mirovaya mirovoe mirovoye
national: natl nacional* nazional* nationa* naciona* nasjonal* nationell* natsional* natsion* narodni nemzeti nemzet* ulusal* kebangsaan nasional negara quoc_gia gwladol cenedlaethol naisiunta rahvus* kansall* nacion* kombetar* panhellen* ethnik* εθνική εθνικό εθνικού εθνικής وطني الوطنية الوطني الوطنیة ملی לאומי לאומית राष्ट्रीय জাতীয় แห่งชาติ ეროვნული ազգային 国家 国立 國立 國家 국립 국가 ナショナル 내셔널 kokuritsu guojia guoli gungnip gukrip rashtriya jatiya nationaal nationale nationalen nasjonalt nasjonale nationellt nationella kansallinen kansallis* rahvuslik nacionalinis nacionaline nacionala nacionalais nacionalinio narodowy narodowa narodowe narodnog narodnoe narodnaya narodny narodna narodne narodno natsionalnyy natsionalna natsionalnyi natsionalen nacionalni nacionalna nacionalno nacionalne nemzetiseg national* ethniko ethniki ethnikos ethnikou kombetare kombetar milli milliy ulttyk pambansa kitaifa taifa 전국 全国 全國 nasionalnyy
state: states staat* staats* staatl* staatlich* estado estados estadual estadual* estatal* statal* statale etat d_etat stato stati statlig* statlich* statens valtio* valtion* riigi* valsts valstyb* panstw* panstwow* statni* statny* drzav* drzavn* derzhavn* gosudarstv* gosudar* durzhav* darzhav* derzhav* allami devlet* devleti negeri dolat* davlat* dawlat* nha_nuoc gwladwriaeth stait shtet* shteteror* δημοσίου κρατικό حكومية الدولة دولتی ממלכתי राज्य রাজ্য รัฐ 州立 国营 国有 국유 주립 rajya landes bundesland statelig statligt statliga statna statne drzavna drzavni drzavno drzavne gosudarstvennoe gosudarstvennyy gosudarstvennaya derzhavnyi derzhavna derzhavne riiklik valstybinis valstybine valstybes panstwowa panstwowe panstwowy allamkincstar statului shteteror dawlati davlati mamlekeettik memlekettik resmi 国営 主権 xokumat
federal: bundes* bund federaln* spolkov* savezn* szovetsegi foderal* اتحادية 連邦 联邦 聯邦 연방 federal* bundesamts savezni savezna savezno spolkova spolkove
royal: reial konigl* koniglich* kongelig* kunglig* kungl koninklijk* krolewsk* kralov* kraljevsk* korolev* kirali* kiralyi diraja hoang_gia brenhinol rioga kuninka* kuninglik* ملكي الملكية ملكية سلطنتی רויאל रॉयल ราช 王立 皇家 王室 왕립 ロイヤル 로얄 imperial* kaiserlich* crown kungliga kunglige kongelige kuninglik kuninkaallinen krolewskie krolewski krolewska kralovska kralovske kralovsky kraljevski kraljevska kralyevska koninklijke konunglega ราชวิทยาลัย vasilik*
republic: republ* republik* respubl* rzeczpospol* rzeczypospol* cumhuriy* cumhuriyet* koztars* tasavalt* tasavall* vabariig* vabariik* republika* gweriniaeth poblacht cong_hoa jumhuriya* δημοκρατία جمهورية جمهوری रिपब्लिक गणराज्य 共和国 共和國 공화국
kingdom: konigreich* reino* royaume* regno* kongerik* kungarik* kongerig* krolestw* kralovstv* kraljevin* korolevstv* krallik* vuong_quoc المملكة مملكة 王国 王國 왕국
central: zentral* centraln* tsentral* sredis* kozponti trung_uong canolog larnach κεντρική مركزي المركزي مرکزی מרכזי केंद्रीय केन्द्रीय কেন্দ্রীয় กลาง 中央 중앙 セントラル 센트럴 chuo zhongyang jungang kendriya central* centrale centrales centralt centralny centralna centralne centralni centralnyy centralnaya centralen sentral sentralt keskuslaitos kesk ustredni ustredny ustredna ustredne sredisnji sredisnja centrinis centrala centralais merkeziyye
general: gen allgemein* algemen* allmann* generaln* generale tong_cuc yleinen yleis* ogoln* vseobecn* vseobecna obshchiy opst* altalanos* cyffredinol ginearalta γενικό γενική γενικής عام العام כללי सामान्य ทั่วไป 総合 總合 综合 綜合 종합 일반 ゼネラル 一般 sogo zonghe jonghap generali generalny* generalna generalne genel generala general generell generelt generalt yleiset generalul generais generales generaux generaldirektion ogolny ogolna opca opci opsta opste pergjithshem visuotinis visparejs uldine geral gerais
main: haupt* principal* glavn* hlavn* glown* huvud* hoved* hoofd* utama 主要
superior: superiore* superieur* supremo hogre vyssh* vysh* vyssi wyzs* visok* vysok* felso* yuksek* higher ανώτατ* ανώτερ* العالي عالي عالی उच्च สูง 高等 고등 最高 최고
applied: aplic* aplicad* applic* applique* applicat* angewandt* anvend* tillamp* toegepast* soveltav* stosowan* aplikovan* primenj* primijenj* prikladn* uporabn* alkalmaz* uygulamali* terapan gunaan ung_dung εφαρμοσμένων تطبيقية کاربردی 応用 应用 應用 응용 oyo yingyong eungyong
advanced: advanc* avanz* avancad* avanc* fortgeschritt* zaawansow* napredn* ileri* 先端 先进 先進 첨단 선진 アドバンスト
independent: independ* independien* unabhang* nezavis* niezalez* bagimsiz* 独立 自立 독립 自主
free: livre* libero* vrij* woln* svobod* slobodn* ozgur* szabad* vapa* bebas tu_do 自由 자유 フリー open offen offene offener abiert* abert* ouvert* oppen* otevren* otwart* otvoren* otkryt* acikogretim terbuka dai_hoc_mo 開放 放送大学 开放 개방 frei freie freien freier aperto libre libres
new: neue* nuev* nouv* nouveau* nuov* noua nya nieuw* uusi uuden jauna* nauja* nowa* novyy yeni* baru newydd nua berri* νέα νέο جديد جدید חדש नया नई नव নতুন ใหม่ ニュー neue neuer neues nuevo* nueva* nouvel* nuovo nuova nieuwe novaya novoye nytt novi nouveaux
old: antig* ancien* vecchi* oude* vanha* stary* stara stari stary antigua antiguo ancienne gammel gamla alte alten alter starih
big: great grande groot* suur* liel* didel* wielk* velk* velika veliki buyuk* nagy* besar mawr グランド グレート grand grands grandes gross grosse* grosser grossen
small: peque* petit petite petits petites piccol* lilla vaike* kucuk* kecil スモール piccolo pequeno pequena kleine liten litet
first: erste* eerste* ensimm* esimene* pirm* pierwsz* prvni prvy prva prvi* pershy* birinci* pertama thu_nhat cyntaf الأولى الأول اول ראשון प्रथम প্রথম ที่หนึ่ง 第一 제일 제1 第1 daiichi ファースト 퍼스트 diyi premier premiere premiers primera primero primeira πρώτη πρώτος πρώτο elso pervy pervyy pervaya pervoe pervoye forsta
second: zweit* segund* secund* tweede* toinen druh* wtor* vtor* ikinci* masodik* kedua 第二 제2 第2 daini druga drugi
third: dritt* tercer* terceir* troisiem* terzo* tredje* derde* kolmas trec* trzeci* tret* ucuncu* harmadik* 第三 제3 第3
united: uniti vereinigt* verenigd* forenade* forenede* yhdist* apvieno* jungtin* zjednocz* spojen* sjedinj* ujedinj* obyedin* obiedin* obedinenn* zdruzeni birlesik* egyesult* bersatu lien_hop unedig متحدة المتحدة متحده מאוחד संयुक्त 聯合 联合 合同 ユナイテッド 유나이티드 unidas unidos unido unida unies unis united
special: spec spezial* especial* specjal* spetsial* specijal* erikois* khusus dac_biet arbennig 特別 特殊 특별 특수 スペシャル
north: norte northern noord* pohjois* pohja* ziemel* siaur* polnoc* pivnich* pivnicn* kuzey* eszak* utara mien_bac gogledd* tuaisceart* βόρεια βόρειο شمال الشمالية שמאלי צפון उत्तर উত্তর เหนือ 北部 북부 ノース severny* severno* sever nord nordlich* nordlig* nordre norra
south: sud southern zuid etela* louna* dienvid* pietu* poludn* juzn* juzh* yuzh* yug pivden* pivdenn* guney* selatan mien_nam deheu* theas hego* νότια νότιο جنوب الجنوبية דרום दक्षिण দক্ষিণ ใต้ 南部 남부 サウス suid
east: ost eastern oriental* oost* austrum* rytu* wschod* vychod* vostoc* vostoch* vostok* istoc* istoch* iztok* skhid* kelet* timur mien_dong dwyrain oirthear* ekialde* lindje* ανατολική شرق الشرقية מזרח पूर्व पूर्वी পূর্ব ตะวันออก 東部 东部 동부 イースト dogu orient orientale* leste
west: oeste* ovest* ouest* occident* vastra western lansi laane* rietum* vakaru* zachod* zapad* zakhid* nyugat* barat mien_tay gorllewin iarthar* mendebalde* perendim* δυτική غرب الغربية מערב पश्चिम পশ্চিম ตะวันตก 西部 서부 ウエスト ウェスト 웨스트
northeast: nordost* noreste* nordeste* nordest* north_east* sever_vostoc* 東北 东北 동북 tohoku dongbei
northwest: nordwest* noroest* nord_ouest 西北 북서 xibei
southeast: sudost* sureste* sudeste* 東南 东南 동남
southwest: sudwest* suroest* sudoest* 西南 남서
middle: medi_o mellan keski* vidus sredn* stredn* kozep* tengah 中部 중부 orta
upper: zgornj*
lower: doln* donji donja spodnj*
and: und et y e og och en ve i agus eta kai και و और এবং และ és 及び
group: grp groupe* grupo* grupp* grup* gruppo* groep* grupe* konzern* koncern* konsern* kontsern* holding_group kumpulan tap_doan grwp groupa grupa* gruppierung* gruppe* όμιλος مجموعة گروه קבוצת קבוצה समूह গ্রুপ กลุ่ม 集团 集團 グループ 그룹 jituan gurupu geurup csoport* konglomer* 그룹사
holding: hldg hldgs ホールディングス ホールディング 控股 홀딩스 홀딩 konggu horudingusu kholding* holdin* beteiligung* participac* participaz* participat* ホールデングス 지주 持株
company: compagn* compan* companh* compania* companies kompani* kompan* kompanij* kompaniya* kampan* empres* enterpris* entrepris* intrepr* impres* unternehm* bedrijf* bedrijv* firma* firm firma firms firme firmy foretag* virksomh* bedrift* ettevot* uznemum* imone* przedsieb* podnik* poduzec* poduzet* preduzec* podjet* predpriy* pidpriyem* pidpryem* predpriyat* predpriat* vallalat* vallalk* sirket* sirketi isletmesi syarikat perusahaan doanh_nghiep cong_ty cwmni comhlacht enpresa* ndermarr* επιχείρηση شركة الشركة شرکت חברת חברה कंपनी কোম্পানি บริษัท კომპანია ընկերություն 公司 会社 회사 企業 企业 기업 カンパニー 컴퍼니 kaisha gaisha gongsi hoesa kigyo qiye venture* ventures bolag bolaget 総公司 エンタープライズ エンタープライゼス 엔터프라이즈 事業者
corporation: corp corpor* corporac* corporaz* corporat* korporac* korporat* korporas* korporacio perbadanan gorfforaeth 法人 コーポレーション 코퍼레이션 공단 事業団 公団 공사 公社 总公司 總公司 공기업
organization: org organ organis* organiz* orgnaiz* organizac* organizaz* organisat* organizat* szerv* szervezet* orgut* orgutu kurulus* kurulusu to_chuc eagraiocht* οργάνωση منظمة سازمان ארגון संगठन সংগঠন องค์การ องค์กร 組織 组织 조직 団体 团体 단체 kikou sangathan organismes organisme organismo*
partner: partners socio socios associes teilhaber* ortak* ortakl* パートナーズ パートナー 파트너스 合伙
brothers: bros hermanos freres fratelli gebruder gebr irmaos bracia bratr* braca bratya broder* brodre* gebroeders kardesler* testverek 兄弟 ブラザーズ 형제
son: sons sohn* sohne* hijo* filho* fils figli* sonner* zonen zn synov* ogullari fiai サンズ soner
saint: st sankt sveti sint szent sainte ste
house: maison* huis* kuca* rumah ハウス 하우스 talo haus casa casas hause huset
home: homes heim ホーム
life: vida vie leben* lewen* zycie* zivot* zhizn* yasam* hayat* kehidupan ライフ 生活 人寿 人壽 생활 라이프 seikatsu shenghuo
future: zukunft* futur* futuro* gelecek* przyszlos* budoucn* budushch* tuong_lai 未来 未來 미래 フューチャー mirai weilai mirae
star: stars estrella* etoile* hvezd* zvezd* yildiz* bintang ngoi_sao スター 스타
sun: soleil* slonc* slunc* aurinko* matahari mat_troi サン 태양 太陽 太阳
campus: kampus* キャンパス 校区 캠퍼스
alumni: absolvent* ancien_eleve antiguos_alumnos egresad* 同窓会 校友会 동문
hostel: wohnheim* albergue* dormit* yurdu yurtlar* 宿舎 기숙사 internat
project: projec* projekt* progett* proyect* projet* proekt* prosjekt* proje* proiect* loyiha du_an プロジェクト 项目 프로젝트 projects
program: programm* programa* programme* prog chuong_trinh プログラム 프로그램 program*
network_operator: netzbetr*
forum: forums foro fórum フォーラム 论坛 포럼 forum*
alliance: allianc* alianz* alleanz* alianc* ittifak* アライアンス 얼라이언스
initiative: initiat* iniciat* iniziat* inicjat* inisiyatif*
exchange: borse* bolsa* bourse* borsa* borsasi gield* burz* birzh* birzha* tozsde* exchang* cambio bursa* so_giao_dich 取引所 交易所 거래소
commodity: commodit* rohstoff* emtia* 商品
market: markt* marche* marknad* trznic* rynek* rynk* piyasa* pazar* thi_truong pasar 市場 市场 시장
property_management: 物业 物業 管理組合 관리사무소 ビル管理 빌딩관리 ビルメンテナンス
lottery: loter* totaliz* 彩票 宝くじ 복권 lotto loteria* lotter*
animal_feed: futter* pienso* racao mangim* pasz* krmn* thuc_an 飼料 饲料 사료 forindustri fodermedel* foder foderfabrik rehu rehut sootatoost* lopbariba pasarai pasze pasz krmiva krmivo krmne kormov* kombikorm* kombikormov* furazh* takarmany* takarmanykeverő nutreturi furaje yemi diervoeders veevoeders mengvoeder* futtermittel* mischfutter* mischfutterwerk* nutrition_animale alimentos_balanceados alimento_balanceado racoes mangimi mangimificio zootrofes zootrofon
pet: pets haustier* mascot* ペット 宠物 반려동물
flower: flowers blum* flores fleur* fiori* fiore kvet* kwiat* cvet* cvijec* cicek* virag* bunga hoa_tuoi 花卉 フラワー 플라워 flor flora
color: colour colors farbe farben colore* couleur* barv* farby renk* lakier* lakov* paint* paints pintur* peintur* 塗料 涂料 染料 도료 ペイント 페인트 boyalar lack* tinta tintas tintor* lacke lackier*
coating: coatings* beschicht* galvan* revestim* 表面処理 メッキ 도금
mold: moulds molds 金型 模具 금형
precision: praezis* prazis* precis* preciz* 精密 정밀 プレシジョン 精機 精工 精器 プレシジョンズ
optical_fiber: fibra_optica 光纤 fiber fibre fibers fibres fibra
carbon: karbon* carbonic* 炭素 碳素 カーボン 카본
nano: nanotec* nanotech* nanotek* ナノ 纳米 나노
material: materials materi* werkstoff* malzeme* materiaal* 材料 素材 소재 재료 マテリアル 머티리얼즈 cailiao zairyo material*
crystal: kristall* cristal* kristal* krystal* 结晶 水晶 クリスタル
stone: stein piedra* pedra* pietra* kamen* kamien* marmor* marmol* granit* mermer* 石材 石业 석재 ストーン
salt: 食塩 盐业 소금 salz saline* saltwork*
clock: watch watches uhren* reloj* relogi* orolog* zegar* hodin* chasov* 钟表 시계 montre montres
bicycle: bikes bike fahrrad* bicicl* cykel* sykkel* rower* bisiklet* xe_dap 自転車 自行车 자전거
motorcycle: motorrad* motocicl* motocykl* motosiklet* xe_may オートバイ 摩托车 오토바이
tire: tires tyre tyres reifen* neumat* pneu* pneumat* lastik* opon* タイヤ 轮胎 타이어 轮胎厂
elevator: lift lifts aufzug* ascensor* elevad* asansor* dzwig* 電梯 电梯 エレベーター 엘리베이터
crane: grua* 起重机 クレーン 크레인 kran krane
weapon: arms armas waffen* armament* silah* zbroj* oruzh* 兵器 무기
rocket: raket* missil* rocketr* 火箭 ロケット
satellite: satel* satell* uydu* 卫星 衛星 위성
electronic_commerce: ecommerce e_commerce 电子商务 電子商務 전자상거래
electrical_engineering: elektrotechn* electrotecn* elektrotekn* electrotechn* electrotehn* elektrotehn*
universal: universale universel* universell*
universe: universum
hospitality: hospitality
indiana: indiana
stationery: stationery
secondary: secondary secondaire secundari* sekundar*
primary: primary primaire primari* elementary grundschul* osnovna osnovno zakladni zakladna pagrindine pagrindines osnovne zakladnej podstawowa podstawowe
disease: diseases maladi* krankheit* enfermed* malatti* doenc* chorob* nemoc* bolest* bolesti boal* sygdom* sjukdom* ziekte* tauti taudit betegseg* hastalik* penyakit benh sakit zabolev* khvorob* 疾病 疾患 病症 感染症 감염병 질환 질병 रोग sykdom* sairaus sairauksien haigus haiguste slimibu choroby choroba chorych nemoci nemocne ochoren* bolezni bolezen betegsegek semundje semundjeve hastaliklari hastaligi xestelik kasallik kasalliklari ugonjwa sjuk sykdommer 疾控 疾病预防 疾病予防 질병관리 โรค
infectious: infect* infecc* infektion* infektiolog* infekcij* infekcn* infektsion* zakazn* tarttuv* bulasici* enfeksiyon* 感染 传染病 감염
overseas: outre_mer ultramar* ubersee* 海外 海外事業 해외
cooperation: cooperaz* kooperation* cooperac* cooperat* zusammenarbeit* samarbet* samarbeid* samarbejd* samenwerk* wspolprac* spoluprac* saradnj* suradnj* sotrudnich* spivprats* isbirlig* kerjasama hop_tac 協力 合作 협력 協同
analysis: analys* analiz* analit* analyt* 分析 解析 분석 bunseki fenxi
peace: paix paz frieden* vrede* fred freds pokoj rauha beke baris perdamaian hoa_binh salam 平和 和平 평화
conflict: konflikt* conflit* 紛争
air: luft aire vozduh* vozdukh* vazduh* udara khong_khi 大気 空气 대기 エア エアー 에어
relations: relation relaciones relazioni beziehung* otnoshen* iliskiler* 关系 關係 관계 stosunk*
sustainable: sustainab* nachhalt* sostenib* sustentab* sostenibil* durable hallbar* baerekraft* surdurulebilir* zrownowaz* udrzitel* odrziv* lestari ben_vung 持続 可持续 지속가능
mobility: mobilit* mobiliteit* movilidad mobilidade
infrastructure: infra infrastr* infraestr* infrastruk* infrastruct* altyapi ha_tang インフラ 基础设施 인프라
resource: resources recursos ressourc* ressurs* resurs* risors* zasob* zdroj* izvor kaynak* sumber_daya tai_nguyen 資源 资源 자원
fuel: fuels combustib* kraftstoff* brandstof* brennstoff* bransl* brensel* paliw* paliv* goriv* toplivo palne akaryakit bahan_bakar nhien_lieu 燃料 연료
pipeline: gasoduct* oleoduct* pipelines truboprovod* rurociag* 管道运输
far_east: dalnevostochn* extremo_oriente extreme_orient 極東 远东 극동
high: haut haute hauts hautes hoch hoher hohere hoog hoger alta alto altas altos
experiment: experiment* experimental* versuchs* eksperiment* opytn* pokusn* deneysel 実験 试验 실험
structure: struct* struktur* estructur* estrutur* strutt* 構造 结构 구조
molecule: molec* molek* moléc* 分子 분자
literature: literat* litterat* letterat* edebiyat* kirjallis* irodal* van_hoc filolog* philolog* sastra 文芸 문예 文学 문학
interdisciplinary: interdiscip* multidiscip* transdiscip*
dynamic: dynam* dinam* 動力 动力
complex: complex* komplex* kompleks* compless* complejo*
diagnostic: diagn* dijagn* 診断 诊断 진단
therapy: therap* terap* thérap* 治療 治疗 치료 theraputic*
immunology: immun* imun* inmun* 免疫 면역 immunolog* imunolog* inmunolog*
blood: blut* sang sangue sangre bloed* blod krv krov* krew* veri_hizmet kan_merkez hemat* haemat* hemoter* 血液 혈액 blodgivare bloedbank krwiodawstwa krwi krve krvna transfuz* transfus* transfuzion* veritalitus verenpalvelu veripalvelu hematolog* 献血 혈액원
brain: gehirn* hirn* cerebr* cerveau cerebro hersen* hjarn* hjern* mozg* mozku beyin* neuro neurolog* nevrolog* 脳 神経 神经 脑科 뇌 신경
surgery: chirurg* cirurg* kirurg* hirurg* khirurg* cerrah* phau_thuat 外科 surger* surgeon* surgic* cirugia*
cell: cells cellul* zelle zellen zellbiolog* celula celulas celul* 細胞 细胞 세포
drinking_water: trinkwasser* drinkwater*
aid: hilfe hilfs* aide ayuda ajuda aiuto hjalp* hjelp* pomoc* pomoshch* yardim* bantuan ho_tro relief 援助 救助 支援 지원 hulp hulpverlening
refugee: refugees fluchtling* refugiad* rifugiat* uprchl* uchodz* 難民 难民
volunteer: voluntar* volunteer* volontar* freiwillig* ochotnicz* dobrovol* gonullu* 志愿 ボランティア 자원봉사
democracy: democr* demokr* 民主
freedom: freiheit* libertad liberdade liberte liberta wolnos* ozgurluk
foreign: auslands* auswartig* etranger* extranjer* estranger* affari_esteri utenriks* utrikes* zahranic* zagranic* spoljn* inostran* dis_ticaret luar_negeri ngoai_giao 外国 对外 外務 외교 외국
interior_ministry: innenminist*
nation: nations naciones nacoes nazioni nationen narodow
secretariat: sekretar* secretar* 秘書 秘书
audit_office: rechnungshof* tribunal_de_contas cour_des_comptes sayistay riksrevision*
supreme: suprem* oberst* najwyzs* vrhovn* verkhovn* verhovn* yargitay tertinggi
municipality_works: stadtwerk*
works: werken
combine: kombinat* combinat*
consortium: consorci* consorz* konsorcj* konsorc* konsorsi* 联合体 コンソーシアム 컨소시엄
incubator: incubad* incubat* inkubat* アクセラレータ 孵化
startup: startups start_up スタートアップ 创业
accelerator: accelerat* acelerad*
laser: laser* lazer* レーザー 激光 레이저
ventilation: climatisation klimaanlag* lufttechnik* hvac 空調 空调 공조
heating: heiz* chauffag* calefacc* riscald* ogrzew* teplo* fernwarm* isitma 供热 暖房 난방 热力 warme warmep*
welding: schweiss* soudur* soldad* saldat* svarov* kaynak_makina 溶接 焊接 용접
bearing: bearings rodamient* roulement* lager_technik 軸受 轴承 베어링
seal: seals dichtung* joint_etancheite
spring: springs feder_technik
screw: schraub* vis_ecrou 螺丝
gear: getriebe* zahnrad* 歯車 齿轮
turbine: turbin* タービン 涡轮 터빈
boiler: kessel* chaudier* caldeir* kazan_sanayi 锅炉 ボイラ ボイラー 보일러
compressor: kompressor* compresor* 压缩机 圧縮機
filter: filtr* フィルター 过滤
vehicle_parts: autopart* autoteil* ersatzteil* repuest* 零部件 部品 부품 parts パーツ 파츠 零件 汽配 汽车零部件 자동차부품
door: doors tur_technik puert* port_es 门业
window: windows fenster* ventan* janel* okna prozor*
bag: bags
bottle: flaschen*
cotton: baumwoll* algod* coton cotone pamuk* 棉业
wool: laine lana
silk: seide soie seta ipek 丝绸
yarn: garn iplik
carpet: teppich* alfombr* tapis
egg: eggs huevos oeufs yumurta
poultry: geflug* avicol* volaille drobiar* kanatli 家禽 pollo pollos pollame fjorfe* fjerkrae* fjaderfa* siipikarja* linnuliha* putnu paukstyn* drobiarski drobiarsk* drobiu drubez* hydin* perutnin* peradarsk* zivinar* pticevodstv* ptitsevod* ptakhivny* ptakhofabr* baromfi* avicola avicole tavukculuk tavuk pilic* parrandachilik kqush pluimvee* geflugel* geflugelhof volailles aves avicultura* pouleria ไก่ไทย
fruit: fruits frut* obst owoc* ovoc* meyve* 果物 水果 果业 青果
vegetable: vegetables gemuse* legumes hortic* hortal* sebze* warzyw* zelenin* 蔬菜 野菜
oilseed: olivar* olive oliva* zeytin* aceite*
water_treatment: wasseraufbereit*
noodle: noodles pasta* makarn*
spice: spices gewurz* especias baharat
chocolate: chocolat* schokolad* cioccolat* cikolata チョコレート
candy: confection* sweets susswaren* confit* 製菓 糖果 제과점 キャンディ
ice_cream: helad* gelat* eiscreme*
greenland: gronland* grønland*
communication: comm comms communicat* kommunikat* comunicac* comunicaz* komunikac* komunikat* comunicat* iletisim haberlesme komunikasi viestint* コミュニケーション コミュニケーションズ 커뮤니케이션 传播学 커뮤니케이션즈 커뮤니케이션스
churchill: churchill
middlesex: middlesex
templeton: templeton
art_history: kunstgeschicht* kunsthistor* konsthistor* taidehistoria* histoire_de_l_art historia_del_arte storia_dell_arte dejin_umeni umetnostna_zgodovina umetnostno_zgodovinsk* povijest_umjetnosti historii_sztuki historia_sztuki muveszettortenet* kunstihistooria dejiny_umenia 美術史 艺术史 미술사
nature_history: naturkund* naturhistor* natuurhistor* prirodoslovn* termeszettudomany* storia_naturale histoire_naturelle historia_natural stiinte_ale_naturii estestvennoy_istorii estestvennonauchn* 自然史 자연사
disabled: disability disabilities handicap* behindert* behinderten discapacit* deficien* disabil* invalid* invalidov niepelnosprawn* postizen* fogyatekos* vammais* puue puuetega funktionshind* funksjonshem* gehandicapten engelli engelliler dizabilit* 障害 障害者 残疾 残障 장애 장애인 khuyet_tat difabel
blind: blinde blinden blinda ciegos cegos aveugles ciechi niewidomych nevidomych slepih slepi nevidyashch* vakok nevazatori sokeain pimedate 視覚障害 盲人 시각장애 ตาบอด non_vedenti
deaf: gehorlos* doven sordos surdos sourds sordi gluchych neslysici* gluhih gluhi glukhikh siketek surzilor kuurojen kurtide isitme 聾 聴覚障害 청각장애
affiliated: 附属 附屬 付属 부속 부설 affiliat* angegliedert* affilie affiliee afiliad* affiliata affiliato
promotion: 振興 振兴 진흥 振興会 促進 促进 förderung foerderung forderung* fomento promocion* promozion* promocao promotional promoting unapredenje podpory プロモーション
high_technology: 高新技术 高新 ハイテク 하이테크 hightech hi_tech
two: 2 zwei deux dwa dve kaksi ikki ii
three: 3 drei trois tres trzy kolme iii
four: 4 vier quatre cuatro quatro quattro fyra iv
five: 5 funf cinq cinco cinque
six: 6 sechs vi
seven: 7 sieben siete sete sette vii
eight: 8 acht huit ocho oito viii
nine: 9 neun neuf nueve nove
ten: 10 zehn dix diez dieci
"""
