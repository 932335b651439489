"""Tables written by hand. Words are folded; what stands here is read by `connector.core.matching.tables`."""

SMALL_WORDS = """\
of for the and in de la le les des du der die das dem den fur fuer von vom zu zum zur im am bei mit di del
della delle dei degli dello dell nel nella sul per con il lo gli do da dos no na nos nas em e ao aos pelo
pela com para por en el los las al y un una uno a an to at on by with from voor van het een te ten ter op bij
met om och til av af i det et fra hos ved und ou aux au dans sur pour par avec sous chez l d s v z ze k u o
od pri pro po nad pod za iz dla przez ds oraz ob dlya ot imeni cu din ale lui pentru prin es az egy ja ar ile
icin ve bir dan dari untuk yang pada cua va cho tou tis ton ti kai apo sto sti stin bin ibn ka ng sa mga yr
ac agus
"""
"""Words that tell no name from another, in the languages of the vocabulary, folded."""

LEADING_FORMS = """\
pt ooo oao zao pao ao nao too tov odo uab ab sia cv ip fgbu fgup gup mup fgbou fgaou gbuz mbou fgbnu fgaou_vo fgbou_vo
coltd kk tnhh ctcp cty cong_ty_tnhh cong_ty_tnhh_mtv cong_ty_co_phan cong_ty_cp cty_tnhh cty_cp ct_tnhh firma spolka
obshchestvo_s_ogranichennoy_otvetstvennostyu aktsionernoe_obshchestvo publichnoe_aktsionernoe_obshchestvo
zakrytoe_aktsionernoe_obshchestvo otkrytoe_aktsionernoe_obshchestvo tovarystvo_z_obmezhenoyu_vidpovidalnistyu
kabushiki_kaisha kabushiki_gaisha yugen_gaisha jusik_hoesa sociedad_anonima societe_anonyme perseroan_terbatas
jsc ojsc cjsc pjsc llc eood ead ood prat vsi mchj shps perum
cong_ty_trach_nhiem_huu_han cong_ty_trach_nhiem_huu_han_mot_thanh_vien cong_ty_tnhh_mot_thanh_vien tong_cong_ty_co_phan
tovarishchestvo_s_ogranichennoy_otvetstvennostyu pryvatne_aktsionerne_tovarystvo publichne_aktsionerne_tovarystvo
aktsionerne_tovarystvo pryvatne_pidpryemstvo nepublichnoe_aktsionernoe_obshchestvo viesoji_istaiga
uzdaroji_akcine_bendrove akcine_bendrove sabiedriba_ar_ierobezotu_atbildibu akciju_sabiedriba perusahaan_perseroan
obshchestvo_s_dopolnitelnoy_otvetstvennostyu drustvo_s_ogranicenom_odgovornoscu joint_stock_company
public_joint_stock_company open_joint_stock_company closed_joint_stock_company limited_liability_company
joint_stock_co public_joint_stock_co open_joint_stock_co closed_joint_stock_co
godo_kaisha yuhan_hoesa spolka_z_ograniczona_odpowiedzialnoscia
"""
"""Legal forms that stand before the name; `_` for a blank."""

NATIVE_FORMS = """\
coltd 株式会社 株 有限会社 有 合同会社 合資会社 合名会社 相互会社 股份有限公司 股份公司 有限责任公司 有限責任公司 有限公司 集团有限公司
coltd 集團有限公司 集团股份有限公司 控股有限公司 株式會社 주식회사 주 유한회사 유한책임회사 유 합자회사 합명회사 บริษัท บมจ บจก ห้างหุ้นส่วน หจก
ltd จำกัด 有限合伙 בעמ
pcl มหาชน
npo 特定非営利活動法人 認定特定非営利活動法人 NPO法人 民办非企业单位
agency 独立行政法人 地方独立行政法人 国立研究開発法人 大学共同利用機関法人
university 国立大学法人 公立大学法人
coltd 学校法人 医療法人 医療法人社団 医療法人財団 社会医療法人 社会福祉法人 宗教法人 학교법인 의료법인 사회복지법인
ltd محدودة المحدودة
llc ذمم شمم
ksc شمك شمكع
sal شمل
sae شمم مساهمة
pjsc شمع
"""
"""Legal forms in scripts of their own, and what they become in Latin letters."""

CHINESE_PLACES = """\
北京 上海 天津 重庆=chongqing 重慶=chongqing 广东 廣東 浙江 江苏 江蘇 山东 山東 河南 河北 湖南 湖北 四川 福建 安徽 江西
陕西=shaanxi 陝西=shaanxi 山西 辽宁 遼寧 吉林 黑龙江 黑龍江 云南 雲南 贵州 貴州 广西 廣西 海南 甘肃 甘肅 青海 宁夏 寧夏
新疆 西藏=tibet 内蒙古=inner_mongolia 深圳 杭州 南京 武汉 武漢 成都 西安=xian 苏州 蘇州 宁波 寧波 青岛 青島 大连 大連
厦门=xiamen 廈門=xiamen 长沙=changsha 長沙=changsha 郑州 鄭州 济南 濟南 合肥 福州 昆明 哈尔滨=harbin 哈爾濱=harbin 沈阳=shenyang
瀋陽=shenyang 长春=changchun 長春=changchun 石家庄 太原 南昌 南宁 南寧 贵阳 貴陽 兰州 蘭州 无锡 無錫 东莞=dongguan 東莞=dongguan
佛山 珠海 温州 常州 烟台 煙台 中山 惠州 泉州 嘉兴 绍兴 南通 徐州 扬州 镇江 泰州 盐城 淮安 连云港 芜湖 蚌埠=bengbu 潍坊
淄博 临沂 济宁 威海 东营 洛阳 开封 新乡 宜昌 襄阳 荆州 株洲 湘潭 衡阳 岳阳 汕头 江门 湛江 茂名 肇庆 桂林 柳州 海口 三亚
绵阳 德阳 宜宾 遵义 宝鸡 咸阳 西宁 银川 银川 乌鲁木齐=urumqi 烏魯木齊=urumqi 拉萨=lhasa 呼和浩特=hohhot 包头 包頭 鄂尔多斯=ordos
大庆 齐齐哈尔=qiqihar 鞍山 抚顺 锦州 唐山 保定 廊坊 秦皇岛 邯郸 台州 金华 义乌 湖州 舟山 衢州 丽水 漳州 莆田 赣州 九江
香港=hong_kong 澳门=macau 澳門=macau 台北=taipei 臺北=taipei 高雄=kaohsiung 台中=taichung 臺中=taichung 台南=tainan 臺南=tainan
新竹=hsinchu 基隆=keelung 桃园 桃園=taoyuan 嘉义 嘉義=chiayi 屏东 屏東=pingtung 花莲 花蓮=hualien 清华=tsinghua 清華=tsinghua
华东 華東 华南 華南 华北 華北 华中 華中 华西 東吳=soochow 中山大学=sun_yat_sen_university 中山大學=sun_yat_sen_university
长江 長江=changjiang 黄河 珠江 渤海
"""
"""Names of places in China, and how their owners write them where that is not as they sound."""

COMPOUND_TAILS = """\
amt akademie anstalt arbeit bank bau behorde betriebe bibliothek fabrik fonds forschung gesellschaft hochschule
industrie institut kammer kasse klinik klinikum labor ministerium museum schule stiftung technik universitat verband
verein verlag versicherung versorgung verwaltung werke wirtschaft wissenschaft wissenschaften zentrum center
bedrijf dienst instituut ministerie onderwijs onderzoek school stichting universiteit vereniging zorg
bolag fond forening forbund forskning hogskola hojskole hoyskole institutt institutet kommun museet myndighet
namnd sallskap selskab selskap sjukhus skola skole stiftelse sykehus sygehus universitet universitetet utbildning verk
laitos liitto keskus koulu museo opisto saatio yhdistys yliopisto sairaala tutkimus
medizin haus schutz stelle spital hospital pflege markt handel dienste genossenschaft ministeriums
raad hulp huis kantoor bureau maatschappij cooperatie ziekenhuis museum fabriek ministeriet
bolaget fonden fondet foreningen forbundet institutionen instituttet senteret centret centrum direktoratet verket
styrelse styrelsen departementet universitetssjukhus teatern teatret biblioteket sjukhuset sykehuset skolan skolen
virasto ministerio seura kirjasto teatteri yhtio instituutti selts amet liit maja haigla
"""
"""Second parts of compounds in Germanic languages and Finnish that say what kind of body it is."""
