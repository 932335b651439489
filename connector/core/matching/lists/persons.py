"""How people are called and written to, by hand; folded. Read by `connector.core.matching.people`."""

NICKNAMES = """\
abigail abby gail
albert al bert
alexander alex al sandy xander sasha aleksandr alexandre alessandro alejandro aleksander
alexandra alex sandra sasha sandy lexi aleksandra alessandra alejandra
alfred fred alf freddie
andrew andy drew andreas andre andrea andrej andrei andrzej andres
ann anne anna annie hannah nan
anthony tony antonio antoine anton
antoinette toni nettie
arthur art artur arturo
barbara barb babs basia
benjamin ben benny benji
bernard bernie bernhard bernd
catherine cathy cate kate katie kathy katherine kathryn katharina katarina katja catalina ekaterina katya
charles charlie chuck carl karl carlos carlo chas
christina chris tina christine kristin kristina krista
christopher chris kit topher christoph christophe cristobal christian
cynthia cindy
daniel dan danny daniele
david dave davy davide
deborah deb debbie debra
dmitry dima dmitri dmitrii
dominic dom nick dominik dominique
donald don donnie
dorothy dot dottie dora dorothea
edward ed eddie ted ned eduard eduardo edouard
elizabeth liz lizzie beth betty eliza lisa elsa elisabeth elise isabel isabella bess libby
emily em emilia emma
eugene gene evgeny evgenii eugenio zhenya
evelyn eve evie
florence flo flora
francis frank francisco francesco franz paco fran francois
frances fran fanny franziska francesca francoise
frederick fred freddie fritz friedrich frederic federico
gabriel gabe
geoffrey geoff jeff jeffrey
gerald gerry jerry gerhard gerd gerard
gregory greg gregor grigory grisha
harold harry hal
heinrich heinz henry harry hank henri enrique enrico heiner
helen helena helene ellen nell elena lena
ignatius nacho ignacio
irene irina ira
jacob jake jack jakob jacques
james jim jimmy jamie jem
janet jan
jennifer jen jenny jenn
jessica jess jessie
joanna jo joanne joan
john jack johnny jon jonny johann johannes hans ian ivan juan jean giovanni jan
jonathan jon jonny john
joseph joe joey jose giuseppe josef pepe sepp beppe
josephine jo josie
joshua josh
judith judy jutta
kenneth ken kenny
kimberly kim
konstantin kostya costa
larisa lara
lawrence larry laurence lorenzo lars laurent
leonard leo len lenny leonardo
louis lou lewis luis luigi ludwig
lucille lucy lucia
manuel manolo manu
margaret maggie meg peggy marge margie greta rita margarita margot gretchen marguerite
maria mary marie molly polly mia masha miriam
martha marty
martin marty martino
matthew matt matteo matthias mateo matthieu
maximilian max maxim maksim maxime
melissa mel lisa
michael mike mick mickey mikhail miguel michel michele misha michal mikael
mohammed mohamed muhammad mohammad mehmet mo
natalia natalie nat natasha nataliya
nathaniel nate nat nathan
nicholas nick nico niklas nikolai nicolas klaus nicola nikolaus kolya
nicole nicky nicola
olga olya
oliver ollie
pamela pam
patricia pat patty trish tricia
patrick pat paddy rick
paul pablo paolo pavel
peter pete pedro pietro piotr pierre petr
philip phil pip philipp philippe felipe filippo
rachel ray
raymond ray
rebecca becky becca
richard rich rick dick ricky ricardo riccardo
robert rob bob bobby robbie bert roberto bertie
roger rog
ronald ron ronnie
rosemary rose rosie
samantha sam
samuel sam sammy
sarah sally sara sadie
sebastian seb bastian basti
sergei sergey sergio serge seryozha
stephanie steph stefanie
stephen steve steven stefan stefano stephane esteban
susan sue susie suzanne susanne susanna
svetlana sveta
tatiana tanya tania tatyana
theodore ted teddy theo theodor fedor
theresa terry tess tessa teresa
thomas tom tommy tomas tommaso
timothy tim
valentina valya
veronica ronnie vera
victor vic viktor vittorio
victoria vicky vika viktoria
vincent vince vinny vincenzo
vladimir vova volodya
walter walt wally
wilhelm willi william will bill billy liam guillermo guillaume willem
wilhelmina mina minnie
yuri yury yuriy george georg jorge giorgio
zachary zach zack
"""
"""A line holds the names one person may go by."""

OFFICES = """\
abuse accounting accounts admin administrator all anfrage ar billing bookings buchhaltung careers com commercial
company compras contact contacto contatti contato customerservice enquiries enquiry event events everyone finance
general hallo hello help helpdesk hi hola hostmaster hr info information inquiries inquiry invoice invoices it jobs
kontakt legal mail mailbox mailing management marketing media na newsletter no noemail nomail none noreply nobody
office order orders partner partners people postmaster press privacy procurement purchasing reception recruiting
rh root sales secretariat security service services shop social spam staff studio support team tech test unknown
user ventas verkauf vertrieb web webmaster
"""
"""What stands before the @ where a mailbox is no one person's."""
