"""What distinguishes Slavic languages in Latin letters.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

POLISH = Evidence(
    "pl",
    (
        "w i nie na się z to do jest że",
        "o jak a co ale tak za od po dla tym czy przez tego są",
        """
        tylko ma już mnie ze mi może bo ja ten oraz bardzo będzie być jego sobie by mam ich jeśli
        też roku jeszcze był które jestem jako było jej kiedy który nawet teraz go pod no coś więc
        lat ci tam te gdy gdzie tej żeby bez lub wiem jednak wszystko nic można przy ludzie przed
        więcej
        """,
        """
        ludzi także chyba nas tu on była u tych również takie ta ktoś niż dobrze zawsze kto która
        właśnie masz sie albo aby ty osób czas mają dzięki którzy podczas bardziej dlaczego dzieci
        raz nigdy pracy mu im życie mamy dnia innych je we sam ją oni ona moja the potem ile my ani
        was d samo s tą one cześć hej dziś dzisiaj jutro wczoraj xd spoko juz dobra proszę kurde
        fajnie
        """,
    ),
    "łężąóśćńź",
    (
        "nie ie_ _po _pr ani ch_ owa ia_ rze _za _wy prz nia dzi eni wan sta",
        """
        ne_ ego go_ ny_ wie ych ej_ _na _ko em_ ów_ rzy _do ać_ na_ _ni ści cie _st czy czn ki_ cze
        zie kie owi mie ier ym_ ost ka_ pod je_ ien nyc awi zen pro _od pow _pa zna any ane ach ami
        _cz iej ji_ acj _ma kon owy raw nik aln neg ci_ jąc iem kow ła_ ają _mo sze ent _ob icz _in
        _sz cji wa_ _re
        """,
        """
        cho _ka _ch pie li_ ter _pi ty_ am_ _dz ce_ tan ran era _tr nej uje esz ja_ ies _sk ali ek_
        tu_ tra no_ one ra_ ona ika ist tor _se _te est ana lic ion sza _wa ta_ cia le_ ada ini kom
        men ska ni_ res ry_ oni sie _no ste ii_ _ra zek edn ian aki ano asz lik _le _ba iek min ele
        hod tro iet for _de ich ust ca_ lni jed pre nte zer _si er_ ekt da_ _we eks awa ina _sa ate
        ato ero la_ ara _me nan lon dos oje im_ aj_ wal ata rak and _ku enc osi _pe on_ ako ers mu_
        tat lan isk alo ko_ ik_ nar aci an_ _ca atu ere
        """,
    ),
)

CZECH = Evidence(
    "cs",
    (
        "a se v na je to že",
        "s z si do jsem ale o i tak pro ve za co k jako jak po by už od jsou mi",
        """
        když mě jen nebo byl bude já u má jsme které ty jeho který až není bylo než aby ze ještě
        byla být také ani pak při toho tam ten mám kde která ne ho před bych protože první tu podle
        pokud tom něco tím další teď nic mezi nás vám let
        """,
        """
        vás bez jste své proč moc kdo tomu jejich asi může kdy měl více ji ti roku mu dnes či roce
        mít takže všechny nám no díky však již jestli mají třeba ta pod právě tady všechno taky den
        velmi ke přes české její proto dva proti místo budou jsi někdo tohle dobře každý ano tento
        ní my jo čas on stále té sem vždy spolu m ahoj děkuju dneska zítra včera prosím fakt prostě
        """,
    ),
    "íáěžřéčšýů",
    (
        "ní_ _po _ne _př ch_ _pr",
        """
        ou_ ost sta ova _vy _za _st ho_ ce_ _do at_ _na em_ pro né_ ně_ pře _ko la_ ení ky_ ová ých
        ím_ ný_ je_ it_ ání vat ván _ob na_ kon ka_ li_ ého rov _od te_ uje ci_ pod ná_ _se _vý hod
        _ch _zá _ná ny_ tel pří ích cí_ nou při ké_ _ma ové ick _pa _re al_ le_ lo_ ist ent st_ il_
        sou nos
        """,
        """
        edn ek_ rav _mo tí_ ti_ jí_ _ka tu_ řed no_ cho _ve ter ním ty_ est kov tra ate _ho tov _te
        men van _in ran zna en_ ali lní ské dní zen el_ jed _de ta_ nu_ ým_ _tr mu_ ste ele nýc _le
        to_ nej _sk _no ly_ alo _ba raz res et_ den tro tor oje _vo ala ry_ hle va_ er_ ena or_ ati
        ený ede dos ra_ kom ila ne_ _bo lik rad _me de_ da_ _di ie_ _fo nes áva aci tat lic nik nce
        ako ji_ ika ekt ust for tan min _sa ilo ten jen _si ver ici _pe ada ern nte _vi ina and roj
        _ni _be on_ ovi ohl ba_ ko_ _va _au ani _ra stv pre isk
        """,
    ),
)

SLOVAK = Evidence(
    "sk",
    (
        "a v sa na je",
        "z to že s ako aj si o do som ale po za tak od čo už bol sú pre by ak",
        """
        k alebo sme nie vo len ich keď aby ktorý ktoré pri má jeho bola bude ktorá veľmi až byť
        bolo vám jej so roku ho ešte zo i podľa však mi viac ste ani tu kde boli pred medzi môže
        vás nás tiež tým no pozri či toho tom pod
        """,
        """
        počas potom všetko ju rokov tento bez ja nám tam ľudí iba ma niečo preto deň pretože všetky
        možno tomu mať mu práve vďaka mali teda ten vždy dnes toto u každý svoje veľa teraz asi
        najmä miesto mal ktorú tejto stále ide takže proti spolu čas lebo ktorej časti tie mám
        okrem nič napríklad svoju ľudia im iné slovenskej kto dva d nej m c my než raz on tá ahoj
        ďakujem zajtra včera prosím fakt hej akože proste
        """,
    ),
    "ážčýíšéúťľôďň",
    (
        "_pr _po ch_ ie_ ova _ne om_ né_",
        """
        pre ia_ ne_ ný_ ej_ ov_ _na nie _vy ho_ ých ať_ sta van _st _za ost _do la_ eni ou_ ani _ko
        pri li_ ná_ ky_ te_ iť_ _ob ého kon ka_ rov _ma uje je_ nej ick est _ve _vý _ná men _od _ch
        red nos _zá ali hod na_ al_ kov pod _re tov tor nia ny_ lo_ áci vať _mo ist nýc kom den ní_
        ent _te ti_
        """,
        """
        prí _in va_ _tr áva sť_ _me pro cho _pa ria rav zna _ho ený teľ ate _sk jú_ cie il_ ran ým_
        ver _ka edn ra_ res _se ím_ ajú er_ _de _vo tra osť ami ce_ ter mie ty_ tro to_ ci_ ele cia
        rad ok_ _ni nom ta_ ala _no jed ies tu_ alo _di _vi ren ké_ ení de_ nen nu_ ste ové _bo le_
        el_ eme ekt tan ada or_ ko_ mu_ ati re_ raz ach tie era ry_ dos ene ca_ vie em_ _le ade _ba
        ovi stv eri ede del nik oje ten _ra ke_ _pe iek ila ens for čia ba_ ych ern ich ske ska _si
        _ri on_ ier _sa _fo ilo ado ii_ am_ ane ve_ tí_ ako rne tat vat min eko ero da_ _be ek_ ová
        aci ním nes lie ere ust ava ly_ ina nou ret nak ner lan tak tel lic no_ mal en_ nte nan ela
        _va ské ri_ ato
        """,
    ),
)

SLOVENE = Evidence(
    "sl",
    (
        "je v in na se da so za ki",
        "pa z tudi lahko s ne kot še po iz bi bo tako od to pri ali o če že bil do ni",
        """
        vse med jih ko kar ga smo si bila več leta sem tem ter nekaj saj zelo tega ta zaradi jo
        bilo ob kjer bodo ker sta a zato vedno le ima veliko pred prav samo kaj naj vam nas kako
        """,
        """
        te mi brez k let boste vendar čas del dan bomo dela vas ime svoje mu pod gre času bili bolj
        danes delo dobro ampak seveda časa strani drugi proti vsi ti skupaj prvi mogoče niso svojo
        potem ljudi mesto ste ljudje najbolj predvsem torej zdaj leto poleg letih res pomeni treba
        biti vsak življenje imajo katerih občine dva me primer ena nič sam tam novo tej en tu kdo e
        ji bile živjo hvala jutri včeraj prosim lepo lp ful itak čist
        """,
    ),
    "čšž",
    (
        "_pr _po _na pre no_ je_ ih_ na_ anj ti_ ni_ ne_ ja_ _za nje ost",
        """
        pri jo_ ga_ sta ka_ _iz ega la_ em_ li_ _ra _do nik red jen _st _ob raz rav _ko ke_ ki_ ov_
        en_ nih nos ova eni _ne _od men nja _de ran te_ ko_ lje del _mo van lja pod _te _ka ali al_
        pro kov _ma _ve lo_ ati neg ani il_ lni ika _me zna avn aln _re ji_ ena tev ta_ st_ jem est
        ene ist cij om_ va_ enj ev_ mo_ ske ijo ičn lik _tr vlj ve_ ija _se elj iko edn ila ju_ ska
        ter ik_
        """,
        """
        tra uje ovi ate _sk im_ _bo kon ca_ ala ajo ce_ ust _pa stv ina er_ ele ije _vo _no an_ ra_
        el_ ana tov ava _le ira eri tan aci ede _vi ste ica ent ma_ ela ilo le_ aj_ to_ tor ek_ _si
        da_ nar ine ano tel ane ote rad rij den rab isk ako ah_ tro kom ri_ imi alo ini eve or_ _ni
        ril eme res ci_ ami hod ren _va _in ato _en išk re_ nan ver di_ _pe eta _ba on_ ici am_ _di
        lic _be de_ era lan _pi oje _sa nak ada omo imo ar_ et_ ona in_ bil aka ba_ ere are co_ min
        nek ekt ita ico ens ret at_ azi gan eko ive ade ben rne sa_ ro_ ara skr til ima
        """,
    ),
)

CROATIAN = Evidence(
    "hr",
    (
        "je u i da se na od za",
        "su a ne sa iz to kao o što godine koji kako bi nije ali još po s",
        """
        do sve bio ili će sam koja samo te više biti koje kada tako ako bilo sad smo može mi ima on
        jer ga pa zbog ni prema godina bila kod jedan nakon treba mogu bez li šta ih oko rekao dok
        ljudi oni ja ovo toga dana
        """,
        """
        gde ovaj sada pod mu nego nas broj između svi kad bili prvi dva svoje pre gdje nema ona tu
        nisu bih bude ko tome radi im ti mnogo danas vidi uz taj nešto vreme ono put grada uvek
        koju tokom nekoliko kaže onda dan već svoju zato opštine protiv vrijeme odnosno neće
        postoji dobro ove vam me možete puta drugi neki ime vas ste rata tada ta pri neko si no tom
        vi mesto one e l m isto hvala sutra jučer juče molim bok ćao ajde jao ma baš lijepo lepo
        """,
    ),
    "ščžćđ",
    (
        "_pr _po je_ ja_ na_ ti_ ije _na sta anj nje ne_ om_ ni_ ka_",
        """
        no_ pre ost _za ju_ ma_ _ko _st ija pri pro ran cij la_ _do ih_ _ra _ne ke_ jen og_ ati nja
        va_ ima ta_ _iz im_ ra_ li_ te_ rij van red ist lje ova ani ira eni _od an_ nu_ _ma _re aci
        tra jed ika _sa ki_ ava kom nik men nos io_ rav rad _mo ena ovi lja edn zna _tr ina ao_ ali
        enj ji_ _ob raz ara _de tan _ka ana nog oj_ _pa ca_ da_ _te est _ve ici ren en_ stv _me lik
        aln
        """,
        """
        ala nih ci_ ent pod nom ve_ ko_ aju _in _bo ada ama ini st_ lo_ ene _se vlj elj _si tor ičk
        le_ ica ak_ avn ila ter ona _su eta mo_ ano eri _di era ce_ kon ine em_ _vi ret _no ita de_
        vat ato ri_ tu_ ust _vo ata uje _ba ate _va ik_ azi ga_ _ni er_ ske tel aka lan oje re_ ver
        ska ar_ or_ ako tak ičn jem _pi ele eme nar ane ste tin ela ede iza on_ di_ kov to_ ote res
        am_ lij ekt et_ inu _pe ion sa_ lic oni iko _ku rov tro nte _be alo _sk aj_ and ten _le bil
        nak mal for lni eks eko are ere roj min one nti den tat at_ san nci omo ilo taj apa _fo ba_
        rak per oba ril del ad_ in_ ed_ tov ive isk
        """,
    ),
)

TABLES = (POLISH, CZECH, SLOVAK, SLOVENE, CROATIAN)
"""All of them."""
