"""What distinguishes other languages of Europe.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

HUNGARIAN = Evidence(
    "hu",
    (
        "a az és nem hogy egy is",
        "de meg csak ha van volt ez vagy már még én kell el",
        """
        jó ki azt most akkor mint ezt minden mert nagyon így olyan itt sem mi lesz lehet vagyok
        majd nagy es úgy nincs be aki két után fel ne új amikor első több ami te pedig mindig nekem
        szerint amit kis mit s egyik ilyen sok le jól e miért volna i
        """,
        """
        azért tudom milyen között ott lett igen alatt miatt ember ma t lenne által ő hát más mikor
        valami egész ben arra ezért vannak ahol át ezek legyen nap rá the elég neki aztán előtt
        valaki év se amely kicsit semmi tényleg mellett mindenki neked erre fog nélkül saját szép
        na ahogy c mind este of in os d n m mai ide as ja szia köszi köszönöm holnap tegnap kérlek
        szóval amúgy
        """,
    ),
    "éáóöőüíúű",
    (
        "_sz ek_ _me en_ sze",
        """
        an_ _el tt_ ele et_ meg ni_ ak_ _ha _fe ett ere ok_ _kö tás _le ban _te szt _be ott egy zer
        at_ fel es_ _ke ben nek ás_ _fo ra_ zet _cs tet tel re_ el_ ja_ ter szá ség nak on_ asz esz
        _ma em_ al_ _ké _ka gye áll tés sza ész sa_ ik_ os_ ala ta_ ssz ent _re ása _vá _ér _vi ény
        nál és_ kez men nt_ ése vál te_ ti_ ány hoz ért _ve er_ köz cso leg ato ált
        """,
        """
        tat szo alá ren si_ end _ko se_ lle ara tte eke rt_ ell het or_ min ker for _ho st_ ket ene
        _he ai_ mag _va am_ ny_ om_ _hi tan _ne _mo ten _pa nte enn _ba ind tes _in us_ nde va_ _pr
        lla ond _na is_ ba_ _tu eme ret res eve tta _es ve_ les _se ege it_ _ol ver ert ia_ tam _po
        ran ata tud _am kon ció _ré lma _do pro _er lan lni uta est zen tos li_ ada aka ist ako ess
        ber tak ani and emb rak per ly_ ndo _ut _en _bo ed_ ami ang ne_ att ges le_ ri_ ig_ _ku alo
        nny eng nge tor nos sta del _st ván gi_ nya áci _ra all na_ san ste ma_ han lal aga ika den
        _si
        """,
    ),
)

TURKISH = Evidence(
    "tr",
    (
        "ve bir bu",
        "için de çok da ile ne daha en olarak gibi kadar her o olan ben var ama",
        """
        sonra ki iyi yok ya değil sen büyük yeni güzel sadece zaman ilk iki mi hiç ise oldu nasıl
        şey bile benim böyle tek son gün tüm önce yer artık göre mı seni beni aynı tarafından bana
        doğru veya olduğunu biz diye olduğu olur kendi d şu
        """,
        """
        birlikte diğer devam sana fazla neden önemli a yıl içinde olmak şimdi çünkü ancak başka
        bunu işte olsun biri karşı arasında insanlar öyle şekilde bütün iş senin dünya genel yine
        hemen siz tam uzun bizim bugün saat bunun hakkında küçük teşekkürler az bazı olacak geri
        kadın üç gelen insan hem i e mu su para an bin in el ona ay al ali il s ana anda m et selam
        yarın dün lütfen tamam evet hayır valla yaa abi kanka bi
        """,
    ),
    "ışüçğö",
    (
        "lar ler eri an_ arı _ka _ya en_ in_ lan yor ini _ba",
        """
        er_ ın_ da_ _de anı _ge ını ama ara de_ ar_ nda _sa esi ası _ha nde ile or_ rin ri_ ak_ ir_
        _se _ol ni_ ala aya den nı_ si_ rı_ ind rın lam _ko alı _gö ek_ _ku ele _be ınd eme nla sın
        iyo bil ayı ıla ne_ kle ma_ ste na_ sı_ im_ ır_ nın adı lma nin ere eği le_ li_ anl eni iği
        ik_ _te ist tan ine lir dır dı_ lla _do _di ana ığı yap _ma ya_ ede ki_ _pa baş mas ter di_
        ıyo ene lı_ la_ _me ım_ ken ver ada ına isi and _si um_ ril _ve _gi
        """,
        """
        et_ gel _et yan end lik rak imi ndi _ke der _in bel lle aki al_ ulu re_ _bo erd ata kon mal
        _re kan ran san ger min ta_ ra_ _he ell el_ ren abi ti_ _sü _ne te_ nce rde on_ at_ ekt nu_
        _at und am_ sta ce_ dos ald nan _va ret aka tin rul ket res ali ers ten ur_ _tu sa_ se_ _su
        apa sel una yon til men em_ aba _el ca_ ci_ tti _pr _hi est erk asa il_ _er tel tes umu it_
        are gen tak ant ett ika ici des ner num _st ire ati ser all _pe
        """,
    ),
)

BASQUE = Evidence(
    "eu",
    (
        "eta da",
        "bat ez dira du zen ere baina dut",
        """
        dute duen den zuen ziren hori hau gure nire zure izan egin egiten beste oso gero behar dago
        daude e
        """,
        """
        en bi baino bere horrek nola zer non noiz orain gaur bihar atzo kaixo eskerrik asko ondo
        egun urte lehen azken arte hemen horrela guztiak denak naiz zara gara zait dit diot nago
        batzuk inoiz beti ematen eman esan bezala dela po n k c
        """,
    ),
    "",
    (
        """
        en_ ko_ ren tze are era an_ ak_ atu tu_ atz eko ako _er zen arr ea_ eta _ko _ba uta ra_ tza
        err ik_ ta_ rri rre oa_
        """,
        """
        ean ate egi itz ent _be ia_ rak zea tak tut ua_ ntz ara abi ket zio iko itu ioa tat _es zek
        _in _ze ail _ez _de na_ azi tea men rab kon ena bil ber _pa sta _le gai ear ald _ha rtz ala
        raz ri_ in_ ile ten _ka ali ter koa itx azt ria ene _di _ma ina ake txa pen ert ere bat rea
        _au _ho ika la_ _pr end tan _sa zer _ge _za est ain gar oar ste nek pro ait ist ita lik ira
        ant io_ nar _mo ire ati nda te_ _me
        """,
        """
        ler ien des ida ier _iz tor ska den nte een aga lda _tr ama ek_ and nak _at one rde ila uri
        ekt aba _he lde _si ker ki_ aka ian ran pri _te ele iza rar tas go_ ela _zu ona eme una nea
        de_ le_ rer asu da_ ine _el ing tra _on for ndo ima aki _na hen iku ini uan lei at_ _se on_
        ata ndi _hu ego re_ ion lor er_ _bo lar ken ada tro nti res kan tes ret ndu der ka_ ro_ ger
        do_ si_ aha _fo _et _ke ein rai ana lan gi_ _po esp rio ets _am inu kti eke ond ner _ku usi
        eat _gi oit _ex asi al_ nik iet eri toi uka _do _pi iga ngu ar_ han
        """,
    ),
)

IRISH = Evidence(
    "ga",
    (
        "an na a agus ar i is go",
        "sé tá ag le ní bhí do sin mé á de sa gan",
        """
        t in as seo sí siad raibh bhfuil atá nach gur leis aige aici tú é í iad don den chun ach
        féin má n
        """,
        """
        am d c ama againn agam agat acu orm ort air uirthi liom leat conas cén cad inniu amárach
        inné maith dia slán lá bliain anois anseo ansin cúpla eile gach mar nuair níl nil beidh
        bheith déanamh dul teacht roimh thar tar éis faoi ón ina m s l más e leo o faire
        """,
    ),
    "áíéúó",
    (
        """
        ach omh ann ith ir_ mha the _ch nn_ ch_ ar_ dh_ hai _co he_ tha il_ ear cht ha_ com id_ ait
        tea amh ean ain igh na_ eac áil had hea
        """,
        """
        ath cho nna air ais gh_ rea _ai áid adh ad_ ta_ as_ ail aig nea bha ion _bh hta hom te_ in_
        lan imh _th rai _at inn abh chu idh _le _fh ire río sta la_ _sh _se is_ _in ana _ne ada isc
        _sc _te _ca _st onn _fo che _ré _ha ne_ ona arr ala nt_ rt_ an_ _ma _si
        """,
        """
        _ri aga _sa all _ra lai _ba car _pr _de ine on_ _tr rio le_ pri ra_ ist nte ile al_ ara gai
        _na ise _ui se_ han ria ant hre isi mba _di _ph uit _pa ce_ re_ tí_ sch ur_ nne for or_ ost
        san rin _dé _am lla _fe _ná nga ian ini eic ang mas ích ata pa_ eir iai uma os_ tas asa _hi
        lei de_ ois bla min ca_ gan eit rei imi con ás_ chl _tu it_ _fr eat _po tos cal ama _re tás
        _me _ng ste ige _su ná_
        """,
    ),
)

ESPERANTO = Evidence(
    "eo",
    (
        "la kaj de en estas mi ne",
        "al ke ĝi vi por li kiu estis pri sed",
        "da ili ni tio tiu kun mia via sia kiel se ĉu ŝi plej pli nur oni el per ĉi jam je",
        """
        n s kio kie kiam tre ankaŭ tute nun hodiaŭ morgaŭ hieraŭ bonan dankon saluton multaj multe
        devas povas volas havas estos estu iu io ĉiu ĉiuj tiuj kiuj laŭ sen ĝis inter antaŭ post
        ĉar tamen eble ĉiam neniam c pro j pak sur alt t l e du
        """,
    ),
    "ĝŭĉŝĵ",
    (
        "on_ ta_ as_ jn_ oj_ _ma ita _ko aj_ an_ mal _pr ata ojn igi ro_ osi kon _re to_",
        """
        taj lo_ ier pro sie _in dos sta ilo _do ajn kom ant _el ero do_ _ne _se ebl ran tro ent _su
        ten is_ for ali era _si lig _en gi_ mo_ iga ist nto tan igo tra la_ _tr lon men per nom _de
        bla ekt ndi pre _pa toj _me _di ter _no go_ ado ini eks _fo nte don end eni omo _uz _mo ver
        ra_ ti_ and ate no_ ala kti ind est io_ roj tat _ka te_ tas loj da_ _pe ong ona _at ara alo
        rov _po ena pri eta _st nda aĵo ati ndo ovi res
        """,
        """
        ret _va _ĉe skr ika ko_ _ŝa ser _ri cio lan _ku num ele enc na_ ida lor ri_ kun til ern _te
        eko ma_ ako ert ren ato ion so_ atu co_ nti _es esi ers nek _sk ga_ le_ rea _sa er_ ste ing
        jo_ dig ia_ ene mem uma _er ni_ iko leg _le _ba rak ka_ ina one _ve ons ava oni rar bil ila
        egi re_ nan gan eri apa tin lik ova con aci _ha _fe ana va_ nha os_ in_ nes _vi imo nde den
        eme ne_ rad van ald ble min ca_ ens das ere ega nen esp _ho ive nga ama ner all li_ ost _et
        ond rna _ra sa_ rec rio imi aks _co um_ ink pas ria di_ ksi ada kas rei
        """,
    ),
)

TABLES = (HUNGARIAN, TURKISH, BASQUE, IRISH, ESPERANTO)
"""All of them."""
