"""What distinguishes West Germanic languages.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

ENGLISH = Evidence(
    "en",
    (
        "the to and of a in i is that for",
        """
        you it on with this was be as are have at not he by but from my or we your an all so his
        they me
        """,
        """
        if one can will just like about up what out when has more no do were who their had there
        which her time get would been she people new how some them also now other its our than only
        good him into after first two know see think make over then any could these back want us
        because well go said way much where very most
        """,
        """
        should even may really here need did years work year right being too going before s man
        part come am under end put let god care men im dont thats cant youre ive didnt doesnt isnt
        wont lol lmao omg wtf tbh idk gonna wanna gotta yall thx pls plz u ur bc thanks thank love
        hello today tomorrow yesterday tonight morning happy please sorry yeah yes got
        """,
    ),
    "",
    (
        "ed_ ing ng_ es_ ion _co er_ on_ _re tio ent ati ly_",
        """
        al_ ter ts_ _in _pr nt_ ate _st rs_ _de ers ns_ _ma le_ ted con res _ca ons ce_ tin _se st_
        _di te_ ver re_ est men nce all pro an_ _pa ve_ _ch ive ess com ry_ _th _su se_ sta rea ist
        ect _tr ty_ tra _be _mo ine nd_ and her en_ per ste _sh ne_ the _po 's_ nte _ha _ex _ba ica
        cti _me red der ant ain tor _fo _ho ies pre ss_ ds_ eve ic_ rin min in_ for _he _le ble ere
        ran _te _sa oun _wa _pe _do _bo _si ge_ cal or_ ear end igh
        """,
        """
        nti ght eri ls_ _en nde act les age und ity one che enc ssi ay_ lly us_ era eat _ac nts ch_
        _ra our ar_ ten et_ ous lan ali ass ind lle _ne rec de_ _we are ell ren nes _sc nin han tes
        _no _fr ona ina rd_ den eme _vi tat ner tan ian rt_ _wh tte it_ ele des _fe ser ire ks_ ini
        chi ang ens ber nge use ust car el_ pri ndi _hi sse hea ene _ge lic att ise lli ern ad_ ake
        ms_ lar _na ger pen ani ia_ ert ick ade tho col ien gen arr ile _pi at_ _ri ath fic ong ach
        tro ria ici ond cia ke_ ost rai mis ita ngs _qu ue_ is_ _el ara tie ail ret id_ cke _at lie
        am_ ote _hu sel il_ ann tel pin acc rri _va _am hed que ett air nne _au ges as_ _ve ny_ isi
        ler rre esi ie_ ana na_ rad _ph lon don een cho nda err ker _gi ean ul_ gh_
        """,
    ),
)

GERMAN = Evidence(
    "de",
    (
        "die der und in das ist ich nicht zu den",
        """
        von mit es ein auf für im sie eine sich auch dem des als er dass so an bei wie aber aus hat
        sind nach noch wir war du nur wenn wird oder werden was einen
        """,
        """
        am man um haben einer zum kann über da einem dann schon habe mehr ja mir sein vor mal zur
        durch mich hier bis ihr doch jetzt immer diese wurde wieder keine alle sehr können muss uns
        unter vom bin gut gibt ihre hatte dieser gegen seine alles geht viel also
        """,
        """
        zeit machen ganz ab denn meine damit dir will einfach weil ohne beim etwas zwei waren mein
        kein seit nun ob a andere s sei nie d the m de i e worden u gerne halt eig nix hab grad
        bissl ne nö echt heute morgen gestern danke bitte hallo tschüss mega kriegt wieso warum
        leute endlich
        """,
    ),
    "üäö",
    (
        "en_ sch er_ che ich ung ten te_ gen ver _ge _be ng_ nde ste ter _ve ein hen ier nge",
        """
        ert cht eit ers ere ch_ _au ren ion sse _sc ent end lic _st nte rt_ der den _er es_ ber aus
        men rei nen tio isc ige ben _re and ell her ges eic sta he_ lle ern _ei ate zei _ko on_ run
        ge_ ach le_ ang st_ ati est ger _we chl ing et_ _in de_ ist ens _ma _se nd_ _pr auf tel wei
        _de ass _vo _le hre lei lie _pa ner se_ tra ne_ _zu ene ine el_ ege mme _ha ess ind ngs it_
        _me _en tte
        """,
        """
        und re_ nt_ _he age ler _fe bes esc ken übe _fr ser in_ gt_ all tet for gel pro _di ien ig_
        _ze _üb era eri kon kom _si chi sel ele ran _na one lan ede _tr tze ann tie zie res em_ _ne
        hle cke zen erk rec _wa _ka itt kti rde kt_ ons al_ rze per _ba tes _te ei_ _hi us_ ini ali
        ss_ ts_ ies nne tan nie sie _fo des ile err rin tor ie_ änd _sa ns_ ar_ is_ enn _co _mo ekt
        _po eme han tat ant leg dig ssi _ho mal ls_ rs_ um_ enz bel ust äng an_ ndi eld zer min pie
        rer ise wie chu vie _ch ika ive ina are gan ble kan nti or_ at_ gli pri the ke_ rne att les
        _ra _vi erd inn bil ick _no ett igt ade isi _ex _do pre ker ket _ke _su stä ena nts _ni lig
        egi lde tro
        """,
    ),
)

DUTCH = Evidence(
    "nl",
    (
        "de van het een en in is op ik dat voor je te met",
        """
        zijn niet die als er maar om aan hij ook ze door naar uit bij dan dit was we wat heeft over
        of nog deze hebben
        """,
        """
        kan meer zo geen al mijn wel wordt tot u heb worden nu haar ben kunnen veel jaar moet me
        hoe mensen werd waar ons na goed gaat onze gaan wil zich zou doen andere hier tegen dus
        maken alleen mij onder had hun twee nieuwe zien weer zal jij moeten eerste wij komt eens
        echt toch heel daar
        """,
        """
        mee dag staat tijd zij zoals alle iets toen leven komen omdat ga t waren jullie tijdens hem
        altijd tussen ja wie weet laten waarom alles via net even gewoon man af hele werden the toe
        mag m want jou lang per beste elke s kom a ten kun ter men nou ff ffe idd lekker vandaag
        morgen gisteren dank bedankt alsjeblieft hallo doei leuk
        """,
    ),
    "",
    (
        "en_ ver _ge ing er_ _ve _be gen nde sch ng_ de_ ten and ter den ste cht der ken",
        """
        ere ren ers tie nge aar ie_ eer sta erd nd_ est _st te_ ijk lij oor aan _on end el_ ond men
        _in es_ ent ele _re rde _vo ege st_ uit ati gel _ma rd_ eld eke eve _co ach _we ens bes _pr
        lle rs_ ede nt_ erk rij _te nte al_ ige tan che ang an_ _sc _aa _he tel _pa _le le_ _ho ert
        ind nen eri pen _me ge_ _wa _ui _de gev jk_ lan rt_ _do dig ger eel del kt_ rin _mo et_ pro
        ig_ ges on_ ns_ kke voe ke_ isc
        """,
        """
        ist tte se_ _ko con _ha ant ar_ ker id_ re_ ien _af waa chi at_ laa ijd maa _bo _di ich een
        je_ toe sse nne naa am_ gro eme _na res ate per age _va ier tra ran it_ ene ek_ all ell bel
        tro ies ber ngs rec eur ne_ taa her ect era _tr han nie is_ _po _ba min _ze lie he_ _ne lde
        ts_ _ka in_ ndi ali _se esc cti ch_ ong one _vi _ac ein ake sie tin _no ade eni ine zen pre
        ls_ or_ oeg ass are kom ur_ _ca van com aam ser rei mme ett oon nti us_ ern lei iek nda ion
        _fo ela _ke ssi iet nin els lig ak_ _pe pri _er lli _sa sel _ri ats ess ad_ act ero cho ner
        lic tor _ra ed_ mis _ni ica _ei _hu _ch ina _en ote eng tat ve_ ini zie leu gt_ inn _pi ets
        leg _si ler em_ om_ tio eit ann for _hi na_ gan lui tse kle ost ink ena _su egi eks the ara
        _ex as_ opp red pas ive zet eta oni ks_
        """,
    ),
)

AFRIKAANS = Evidence(
    "af",
    (
        "die en is in van nie het",
        "n na ek jy hy dit vir om te met sy wat",
        "se ons hulle julle maar was sal kan nog ook so baie my jou hierdie by onder dat bo",
        """
        tema tot mag min u alt s sein pas kas ten aan op of as daar hier waar hoekom hoe wie nou
        vandag môre gister dankie asseblief goed lekker mense wees moet wil gaan kom doen sê weet
        dink hul word geen elke meer net weer al toe want omdat tussen deur oor jaar twee een haar
        af per
        """,
    ),
    "êë",
    (
        """
        er_ _ge ing _ve ver ng_ ie_ eer ste ter de_ ers sie _be te_ el_ nde aar tel der ies _on
        """,
        """
        _in ges ens _ko erk rde oor _wa ind aan eld toe _st nt_ eel es_ ska _sk lêe êer eur dig rin
        leu ond _te _re pie waa on_ esi nge le_ ge_ en_ and ek_ gro _fo ker _vo ant eri sta ige ig_
        bes sel _ka ent ik_ laa men est ink els aam naa kry opp kie re_ kno nop kon gte ara ern am_
        erd oeg uit ns_ ppi gel maa eks al_ kan eke _pr skr nd_ _oo taa nte ele _lê lik ke_ ert ak_
        voe rs_ ien kle pro ls_ ken _ho at_ em_ rak _af ass _pa oon _aa ngs _bo _di _va mme _ui ks_
        ne_ om_ asi
        """,
        """
        pas _we ang ske _me end ar_ an_ et_ _ma tte ren ur_ id_ in_ se_ ran ds_ ou_ min gev eme tie
        kak ssi gen ksi nom _he van ier _si era ege as_ ndi igt ake lde ser rna it_ lie een ata _le
        ela ise _do ate ta_ aks _gi tro eta are _mo kas lle _na iek nne or_ rka um_ del _se sse tan
        _wy lig rt_ her nie kke ati _en _de _sa rd_ ein ong tra _no vat _pi wan us_ ere _ke _hu ue_
        ai_ _ei kom iko tin ket eko _ha _su ann eve ika mas ott isi ry_ rne pan _et _ne lli bel ion
        nts ger ell rea per _po osi leg ede ms_ ega ndu for han ble esp ud_ tio lan ekt
        """,
    ),
)

TABLES = (ENGLISH, GERMAN, DUTCH, AFRIKAANS)
"""All of them."""
