"""What distinguishes Baltic and Finnic languages.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

LITHUANIAN = Evidence(
    "lt",
    (
        "ir kad į",
        "su iš yra tai kaip ar o buvo savo tik bet nuo ne apie taip m labai kai",
        """
        dėl per dar gali jau po jis iki bei jei už pat jo to būti mūsų turi kas prie metų nes bus
        jos d jie tačiau arba daug jų metu daugiau nors čia nėra ant jūsų prieš ji reikia kur aš ką
        pagal tiek mes net be nei a vienas būtų vis dabar mano kuris visi man jį tikrai jog jums
        metais
        """,
        """
        todėl tarp kartą tuo europos jeigu vieną kiek juos kurie kartu žmonės miesto jūs šį kurios
        kuri gal laiko lietuvių valstybės tada ją gerai jam tiesiog visą ten dieną kauno kultūros
        kurių kol tam šis kitų šios du dalis tą žemės galima žmonių tas ko mums i v s pas t k j l
        tu kada ta sau e tie the kita labas ačiū šiandien rytoj vakar prašau
        """,
    ),
    "ėųšžąįūčę",
    (
        "as_ _pa os_ ai_ is_ ti_ ini us_ ių_ _pr",
        """
        _ne ės_ tin io_ _ka mas je_ _su _va _vi aus iai ali tas pas _at mo_ ijo sta usi iau _ko ant
        ink _iš rin ja_ lai jos inė asi pri _ma ina imo ima ta_ ama ais _re ist oje eik kai min ent
        ius _st ija cij _te _na aik tų_ _sa vie eri to_ men dži nti _di ma_ ien se_ ia_ jo_ tra išk
        _me ria uot _sk nės es_ _ba _pi mą_ _ve _ra nin no_ ing ies ika čia ko_ and na_ _mo uos yti
        nių
        """,
        """
        ran ms_ raš te_ rei _se _po toj _si pro jų_ si_ _pe uri nia iet ui_ _au kas _tr aci ats ati
        iko ter per _ku ver _ke iek tor eni ka_ _in ara kom ska _tu tie ami nt_ ala tos kon tat _ge
        lie lan rij mos kti _de ekt ste lei est mis rad isi _le lik ita ele ana ren _be nga ona _vy
        ena eta imi do_ end ro_ nes ato ait sie ata ung oni ate da_ kir ang ert osi tel asa nos eng
        jas era _gi aka ust ndi ava ani ner ion ers ga_ _ri tus ind rai rio ald lo_ pag eks ger ada
        for das gai ian tam ra_ tro _no kan esi ida nte ben nto _fo uma pre ici aig kie alo eit san
        ova ain ost del res am_ pan pin ne_ igi tan iem nda dos ji_ ado cia
        """,
    ),
)

LATVIAN = Evidence(
    "lv",
    (
        "un ir ar par ka no",
        """
        kā uz kas arī vai bet tā es nav to tas man ja lai bija ko pēc tikai tad līdz kad var jau
        """,
        """
        pie tu vēl būs jo ļoti gan tev viņš savu ne gada tik nu šo mēs visu kur tās esmu tagad viņa
        kaut mums mūsu viss daudz laikā būtu valsts pa jūs tiek pat vairāk labi jums būt kāds viņu
        cik tam mani tur taču varētu visi bez kurš šī pret viens pirms tie tika kopā tieši kādu
        kāpēc paldies viņi
        """,
        """
        tāpēc gadā jā gadu esi šis jūsu nekā tomēr tevi laiku kuru vien vienmēr vairs vienu
        vienkārši nē a eiropas lūdzu varbūt latviešu šajā te cilvēki vajag neko trīs kura kurā kāda
        kuri mana it i tai e s the čau sveiki šodien rīt vakar
        """,
    ),
    "āīēšūņļžķģ",
    (
        "as_ es_ _pa ies _sa _ne _at iem is_ _iz _ie ās_ _no",
        """
        _pi em_ _vi ien tu_ tie ja_ ts_ pie iet ta_ ija vie šan us_ inā lie iek _pr ju_ _ma jas jum
        _ko ām_ ti_ _va na_ am_ ska sta _ka ība nie os_ ms_ ais mu_ _st ana nu_ pār cij umu _uz _pā
        _re _ve stā ma_ isk ist jā_ ra_ ent ai_ ums _se _sk ka_ _di _dz tāj tra aks āju nes dzī _ba
        """,
        """
        _au nāt tas _ra dzi _te _me ns_ ara pro lai tā_ ks_ _ai rs_ rak pri da_ kai est kas ni_ _in
        ier ba_ _si ter pas uma _de lik ika kon la_ nos gi_ eri si_ eik eks mie ri_ li_ st_ _ku ena
        ki_ _tr _tu _do ali et_ _po ama mas era sie ga_ ini ati ls_ tor ant cie zie men rei ina iku
        to_ rij aka gai di_ ekt ain red tes res ava ats kti usi rin min sa_ rad att ata nte les gu_
        des kom das ens and va_ ido ion _na per ici _ri im_ tam kt_ atu ko_ pre ie_ _mo ds_ ver ele
        eni _fo aus _pe gar asa ene ers ste _be ss_ ald te_ ada tus ait ten tos ona ust for ne_ tro
        eta ji_ der ala esp eic nti rai bil eme ere
        """,
    ),
)

ESTONIAN = Evidence(
    "et",
    (
        "ja on ei et see",
        "ma ta kui aga ka oli mis ning sa siis",
        """
        saa sama n mitte või nii kes olen oled oma meie teie nende seda selle tema kuidas minu sinu
        ole nüüd küll väga mul sul olla
        """,
        """
        s sea i t c e alla kas veel juba midagi praegu täna homme eile kõik ainult siin seal
        lihtsalt palju hea tere aitäh jälle ikka pole kuna sest peale enne pärast üks kaks aasta
        olnud saab saada tuleb tahan tean mind sind teda meil neil k m o te v l d
        """,
    ),
    "äõü",
    (
        """
        ise mis se_ ud_ ne_ st_ sta da_ end _ka eri ist ami ine _ko min id_ tud le_ _va ta_ uta ata
        te_
        """,
        """
        ga_ imi ks_ ava eer atu _vä _se el_ sel ail us_ eks fai est _võ use ust kas tam ti_ _si nda
        _te ali de_ asu _pa tus sut ald iga ita _pr ada ed_ aks väl lik _vi lda tat ste eta kir es_
        _su _re irj is_ oon älj ele si_ _sa ida li_ it_ kon ate tak võt kse _ni _mä ndi _jä ad_ ade
        iku ri_ ega and itu vii _sü _kä ter äär di_ rin men na_ _pi num il_ _ku oni und nte tad ent
        pro _ol mal ima
        """,
        """
        ess ing er_ ver vat ik_ at_ rea lja hen _ve _st des _tu al_ ge_ ja_ tse ika uut jas _er _ke
        ile et_ mas alo ma_ ndu _le as_ tel pri era _in sse gi_ ssi tan lli ni_ all tu_ eel laa ksi
        isi ala esi ama ser ake _ma ati _me tea ina _po ngu tte aar _pe nd_ aga gu_ taa _es va_ nti
        eld on_ _vo tes ind nne ke_ dad res ara ber _ra tor _ba em_ kti tro tut lah asi taj nes _ho
        ane ini del _au lei ng_ ekt an_ ra_ eko naa maa kom per eme itt nde ere lle nen nna ena tin
        _aa ki_ eat _ha ell age nt_ ett ani ten ran _ri ost lse _ne ait _tr ede lai in_ uri ats ken
        ato _do aik ers lam vär ted _de ev_ _mo ang het ene pre inu _fo toe usi
        """,
    ),
)

FINNISH = Evidence(
    "fi",
    (
        "ja on ei",
        "että se oli mutta ole kun niin myös hän jos ovat voi nyt sen kuin tai en joka",
        """
        olla sitä mitä vain jo kanssa tämä sitten kaikki olisi ollut vielä kyllä siitä ne hyvä sekä
        jälkeen miten mukaan paljon saa pitää olen ihan mitään tulee hyvin tässä hänen vaan koska
        aina eivät koko kuitenkin vaikka mikä vuoden ennen jotka aika jossa eli näin tämän et noin
        vuonna eikä sillä siis ehkä itse onko tehdä vähän yksi tuo
        """,
        """
        jotain juuri siinä jonka kuten miksi kaksi lisäksi tuli taas enää joku siihen enemmän ettei
        tästä eri joten kiitos pitäisi tätä vastaan he aikana esimerkiksi yli osa siellä vai no
        kuinka vuotta pois aivan ilman niitä edes mm lisää olivat mies tällä saada me n a the oma
        alle kai sama iso d s moi tänään huomenna eilen hei mä sä oon oot tosi mut niinku
        """,
    ),
    "äö",
    (
        "en_ ta_ in_ ist an_ sta sa_ _va ssa aa_ aan ise nen",
        """
        tta itt lla ett ine taa tä_ _ko _ka _tu ell lle la_ än_ ti_ ais si_ all een est ia_ oit ste
        _pa on_ le_ ksi lli ost at_ ään isi _sa et_ mis _ku ttä tti _si tel _ma stä iin tet kse _vi
        ain ava maa ust _kä _su tie _ke tte _ha min ja_ sä_ lai ess ttu tää ent uks ää_ men ssä ois
        toi ali aik ita us_ vat tus _me ala _te llä na_ _pi _se _pe den äyt ien uut eri lä_ att ass
        tu_ _po _ra imi tam _he itu
        """,
        """
        kai tul _ol nne ama kan ten per ika nni ott enn unn sel _vä dos eks _jä nna ter to_ oa_ ata
        _ve ami ua_ ila van tin _ai aus til rin erk it_ ko_ ann ri_ ina aks laa ele _lä nti kon asi
        inn kir nte äär uot va_ mal ulu _en _hu eit ity ana vii jen tan san ant kun mie irj ken lma
        _ri ake äll ran kas _ni ene iet ink _re ara eta del taj _no ki_ iko nto _le li_ esi väl ait
        osi oon apa _vo ver mas ens ka_ tse _mo vie _el hta ni_ ker lan ske eel kke ote ty_ uri _hi
        te_ aam ati mme alo aka _es ein _er lei han mma tio one ero ma_ onn tto des ini ssi ima ätt
        kom ija ian aki ail eni isk tak nan tos eur hen ert naa oje use _na _pr inu uta uka toj ijo
        _et era ano _mä kie tas ria nos as_ oni ska tut rii _on _in ppi nin ne_
        """,
    ),
)

TABLES = (LITHUANIAN, LATVIAN, ESTONIAN, FINNISH)
"""All of them."""
