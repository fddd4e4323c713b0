"""What distinguishes Nordic languages.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

DANISH = Evidence(
    "da",
    (
        "i og er af det at en til på jeg har ikke for med den der de",
        "du så kan som et var vi om han fra men skal ved vil være også hvor nu man",
        """
        hvis sig efter mig eller her hvad ud alle godt noget meget dig da lige kunne når min op
        bliver havde mere blev over hun år se bare få have dem to lidt selv mange din vores får kun
        deres helt end kommer jo må ind denne hans dag dette gør nok flere ja mod andre været alt
        blive igen god går os fik hele sammen gang ville
        """,
        """
        nye hvordan nogle skulle dansk siden ham under første sin gøre måske siger sådan ingen
        altid anden kom uden del a ser andet gerne nogen samme fordi tak blevet mellem tilbage tror
        før sidste arbejde brug finde dit tage gå hvorfor mit s bedre tre folk aldrig disse nej par
        d vel m the én nyt jer lang ca hej idag imorgen igår altså godmorgen sgu mega rigtig dejlig
        """,
    ),
    "åæø",
    (
        "er_ en_ et_ de_ ing ere nde ter der for _fo ede ng_ re_ ste ne_ _st lig te_",
        """
        es_ ver and ind ger nge end _in els gen ge_ _be ret nin tte lse lle ion ent _ko se_ den ler
        rin _ud _re ern _sk til mme sta ske ke_ nte kke ser del ige ren eri rne und le_ tio ens on_
        ner gt_ _ma ker _pr ers men age rer ati ig_ ive est igt isk _vi res red st_ _me _de ten lde
        tet ist ang hed nd_ _se kon _he _sa ed_ el_ ns_ ene one sk_ _af ngs _ve skr _tr dt_ kom _pa
        lan _fr pro rt_
        """,
        """
        _si ken dig vær eks ska _ka _ge sse _mo _ba nt_ _ha per des ell nne nen _te tan ve_ kti tor
        ele il_ al_ min _en avn ert _ho bes all ade gel tra ine or_ _po igh ata ber _va _le ess ate
        _di nes ile lli ant ekt ran ons ett are _bo tat gte ted _fe ket rde at_ tro rre an_ _ne eve
        is_ gan ass pri att ise _pe sel han _na ald ar_ _no pen _hu tes tel us_ era ege eme in_ ali
        ien ik_ ndi enn ier rd_ id_ hen em_ og_ eng ts_ ges bel jen _do bil _ri _co _su ben _el les
        rs_ kt_ _ra _ch tin ina her nda ble sik ika _gi _ca ad_ ini nce ane van run pre kan lla eta
        nje ann _pi ie_ atu ds_ mis
        """,
    ),
)

NORWEGIAN = Evidence(
    "no",
    (
        "i og er det å på som til en av for ikke med har jeg at",
        """
        de du om den så vi fra var kan men et han seg dette noe skal noen ble vil bare også ut nå
        da hva
        """,
        """
        etter være eller meg blir hadde når alle her må ha deg opp mer få man gjør andre over litt
        ved vært bli inn får enn denne år gjøre mye hun hvor der se igjen mot kommer selv hvis ta
        to før fikk flere helt alt ser oss min vel går uten hvordan jo mange ingen dere kunne siden
        sin tror sier nok folk si norsk dag kanskje første hele godt god dem
        """,
        """
        slik gang skulle din bra norske samme vet sammen kom under annet bedre disse gå aldri tar
        ja blitt oslo mellom ville veldig sett nye hvorfor rundt trenger rett gikk nei fordi gi
        hans tre siste del gjennom like la beste deres mitt a the sa kun ham ett lite s hei takk
        idag morgen akkurat altså koselig gøy kjempe hyggelig ikkje eg frå dei
        """,
    ),
    "åøæ",
    (
        "er_ en_ et_ ing ter ne_ te_ ere re_ for ng_ _st ste ene ver _fo",
        """
        de_ nge ten lig tte nde ent _in ig_ _ko rt_ der ser ert ren es_ gen _sk end kke _be ger ner
        and ke_ rin tt_ _re nne lle opp ett ler ker sjo jon men ge_ mme nte _ut sta _ve rer inn _ma
        tet til est se_ _me res _pr _se els le_ on_ eri st_ ske ens nin ret ist den _le _vi isk lse
        _he ell jen _de ers all nen _sa one ige _tr del _si nt_ eng _te att per kon asj _fr ang _pa
        _va kom het kje ngs lan ele sk_ sse ise ar_ lde skr ede
        """,
        """
        ive _en _ha ken eks ate ska _mo el_ pro tor _ba ern enn _ka ass dig are il_ _ne _kj gje ant
        eve nes ns_ pen kt_ age ekt und ann ran _fe erk ket ess or_ nd_ tat itt _po tan rne unn tra
        ta_ al_ eld _ho min red lik nn_ rde leg kti erd _di ine _bo sel les pre _no tel era is_ lli
        _na tin ind ata _pe tro an_ ier ile ve_ igh hen han rre id_ _ra in_ ien ake sik ati tes avn
        ons nda ber bes lar us_ at_ gan rd_ eme ss_ om_ ika ali ege bil gel tak esi _el van gt_ ra_
        ndi pri mas dt_ _hu ane run _et bel la_ des _ku kse na_ ade atu ets tas ed_ je_ ble aks use
        _do _ri kas eta ina kan mis san em_ ia_ _su pas rs_ ted nti
        """,
    ),
)

SWEDISH = Evidence(
    "sv",
    (
        "är det och att i jag på en inte som för med har av om",
        """
        till så du den de ett vi kan men man var ska när vad nu från här mig bara eller han då hur
        kommer
        """,
        """
        vill alla vara sig där får bra finns skulle ha ut min mycket hade lite ju dig upp in gör få
        blir än mer år efter göra över detta ni ta också måste hon allt se även går under någon vet
        något andra tror bli mot ja kanske vid ser två varför ingen många hela sen sin dem din helt
        utan väl gå säger fick oss varit aldrig
        """,
        """
        mitt rätt blev själv sedan dom behöver några åt första nog tar tycker bättre denna tack
        igen just nej inget kom folk säga del innan ner dag hans fel ens hem er fram e a tre sett
        va s the sa per all hej idag imorgon igår liksom alltså jätte kul typ asså mysigt
        """,
    ),
    "äåö",
    (
        "en_ er_ ing ar_ ter era de_ et_ nin nde ng_ and _st för",
        """
        ion ade _in _fö na_ sta ra_ gen _ko tio ver ta_ lig ste _re rin _sk on_ der as_ eri an_ rad
        ska are at_ ka_ re_ _be ngs rna ent ati ad_ ten nge änd gar ser ist kti ner _ut ga_ _ma _pr
        isk la_ one ens gt_ ers ler upp nga kom rar den nda ns_ lla und or_ nte ern all ren lle ata
        kon _vä lan st_ igt ran tta _sa äll tan da_ tor kt_ _de mma _tr ell men _vi tt_ es_ vän nt_
        _va _se _pa ätt _lä ons rt_ ker stä lar res
        """,
        """
        het ig_ iga ekt _me til att pro nen ant _fr del nd_ te_ ts_ cke ara ger per äng tet for tte
        _ka yck rde des _ha ken tra _ba tat _he skr el_ cka _po min ess _mo ind al_ est örs _ve vär
        nne han _te ela inn _bo els _si ate rer end tad itt _fo mme sk_ ets sa_ _en _di ier nna erk
        ive _ra red ika ber ket ile kan ass nar _ge ang age it_ _ex tro dig ret ina bel lse pen ma_
        il_ opp ann _pe ats ali _no in_ ge_ _kä _le ala sse ige eta ost ere _na om_ ick ert lik bil
        pre ini ise _ho rd_ che id_ pri rs_ ett igh _ri se_ is_ ssa _fe va_ _hi lni _ku le_ _hu gga
        nti pa_ tin van _gi alo rka _co uta ss_ bes ott gan mis egi san ele lic ake run _su tas lde
        fel ida ik_ ust ble ung ne_ _kö atu _ne ndi _ch mal väl us_
        """,
    ),
)

ICELANDIC = Evidence(
    "is",
    (
        "og í á að er sem til",
        """
        við en hann um af ekki var fyrir með ég eru frá það þar því eða eftir hún svo hefur vera þá
        verið
        """,
        """
        þegar hafa þess úr út upp ef eins nú þú sé sér fram þeir þetta hér voru yfir allt hjá mér
        þeirra einnig vel gera hans þeim getur okkur þó þau sig okkar koma inn hvað vegna hafi
        undir mjög fara bara væri árið saman fá ár of síðan aftur honum sjá áður má
        """,
        """
        kemur dag skal kom heldur hvernig enn líka tíma hafði þær ára sama milli einn sínum fer mig
        segir ásamt meira fór ekkert segja mun aðeins eitt rétt þér sá halda allir hvort alla innan
        sú ein a the nema utan i vill sett takk hæ jæja gott sko núna bless
        """,
    ),
    "ðíáþóæöúéý",
    (
        "um_ ar_ ur_ inn ir_ ing _st st_ nn_ na_ ið_ and _sk",
        """
        ndi leg nar sta ni_ _he ein ann nna ver nni in_ ta_ ga_ _ve num ði_ nin _vi ri_ di_ _sa ti_
        ra_ ngu ist _fr an_ ður nda lan gar enn lei _le rin ns_ nu_ nga _ei _ma inu ega _ha und la_
        tt_ ndu end ja_ að_ on_ _ge ka_ _me tu_ tti all gu_ tin _va eng eik rei eit unn aði erð ald
        _se ðin gi_ ðar ða_ rey est ng_ ynd da_ _ba _re efn
        """,
        """
        men nd_ rði _ko _be til ina er_ ara _no li_ æði _ka ust ang ttu rna ska eið gt_ ran ðu_ _si
        jór tað ki_ for ste _te una lla rt_ erk min ger _ra _fo _ne _en _fe tta _ke skr ita is_ _in
        lli _bo tak tan _hi gan ind lda ma_ lar upp nt_ her ber ile ban kom _au _af uri _hu _ná ung
        ers ess rar ell run eld sa_ itt nan kan _tr aus ama egi _su ken han ona ren aga ags _er _de
        si_ ert al_ rs_ _el eir ala jum rri ett ent _at tra aka _ho kon les _pr kt_ _ri en_ kun mis
        ali ens ini nes ten ngs _pa san ske ika ter kir rka van els _vo hen ssa it_
        """,
    ),
)

TABLES = (DANISH, NORWEGIAN, SWEDISH, ICELANDIC)
"""All of them."""
