"""What distinguishes languages of Asia and Africa in Latin letters.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

VIETNAMESE = Evidence(
    "vi",
    (
        "là và có của được một",
        """
        các không trong cho người này với ở đã thể để như những đến làm khi sẽ từ ra công họ tại về
        vào đó cũng thành lại đầu chỉ năm sự tôi bị học phải
        """,
        """
        chính ngày số ông động nhà thì mà trên việc sau điều còn chúng mình thế gia nhưng rất đi bộ
        nhân thực bạn hiện thời theo anh hơn nước con nhất sinh đây nên sử cả quốc trung hành hình
        phát vì cần nhiều đại tin viên đang quan biết độ ta hội lên đồng do khác nếu trước hay bản
        dân kết định nói thứ cùng cầu nào xuất em hai
        """,
        """
        chi an ai ba mang tra bé di in ca a xa ty vi the y du i so c lo may ko k dc cảm ơn chào hôm
        nay mai qua rồi nha nhé ạ ơi
        """,
    ),
    "đàưáôếạóộêảệốấớờủểâìợềậịầơọựởúãứăữắụồừổòặùửỉũẽýỏằĩễẩẫỗ",
    (
        "ng_ _th _ch _tr nh_ _ng _ph _nh _kh _gi ch_ _qu",
        """
        ên_ an_ _ho er_ on_ iên _ma ngh ay_ ối_ _ca ươn ang ần_ ơng ết_ chu ân_ ài_ ện_ ao_ ập_ hiế
        ất_ ến_ chi _hi ống ông ền_ _tu iến ật_ anh ai_ ận_ thu ục_ _ba ườn _co àn_ ái_ _sa hiệ ển_
        ới_ _vi tha ờng
        """,
        """
        ức_ _cá àng _di in_ ung en_ ích han _re _st ại_ hiê ánh ia_ am_ es_ ong le_ tra _ha ran ing
        ngu ne_ _se _pa _hu _su ter and nd_ ua_ _mo te_ _in al_ _na _pr _de _si sta re_ ce_ tho el_
        _ni se_ tin nha nt_ et_ ion it_ em_ _me _sh ent _do ian _he ver _no _po _bo con lan _ra ry_
        _wa im_ rea _be id_ or_ ine na_ st_ us_ ra_ ha_ nga is_ che _le ar_ ta_ all rt_ ed_ _va oa_
        _ri _te he_ min ate
        """,
    ),
)

INDONESIAN = Evidence(
    "id",
    (
        "yang dan di ini dari untuk",
        """
        dengan itu bisa aku ada tidak akan adalah dalam pada kita orang ke juga anda dia saya ya
        kamu lebih apa sudah mereka tapi karena menjadi atau tak baik jadi
        """,
        """
        harus satu lagi seperti oleh jika banyak hanya saat kami tahun sebagai jangan hari telah
        semua hal dapat bahwa saja sangat anak bukan masih memiliki pernah mau sekarang lain baru
        tersebut seorang sama kalau sendiri beberapa besar salah ingin sebuah setelah waktu ia
        sampai tempat punya membuat mungkin hidup melakukan siapa belum kali kau tentang secara
        atas dunia dua ketika bahasa selalu rumah cara para lalu kota benar diri bagian pasti
        kembali selama
        """,
        """
        terjadi bersama nama mulai kepada tahu masa mana kata kan namun malam masuk memang tetapi
        hati pun teman air suka kenapa jalan jam bagi yaitu inggris selamat tanggal lainnya d uang
        ibu rasa pria sekolah the buat lihat sayang a perusahaan pergi bola si i situs bilang lagu
        mu keluar al on bila no pak hai t gak ga nggak ngga banget udah gimana aja wkwk wkwkwk sih
        dong deh yg dgn utk bgt gw gue lo lu makasih pagi besok kemarin
        """,
    ),
    "",
    (
        """
        an_ _me kan _pe men _di nya ang ya_ ng_ _be eng ber _se _ke _te ter si_ ah_ per nga asi pen
        at_ ing
        """,
        """
        ran tan _ma era ara ika aka gan mem _ba al_ ata ung ar_ ala lan emb er_ ngk _pa _ka ngg ela
        eri as_ ak_ _ko han ena asa nda mba ama _sa ali san _re end nan lah gka ent ana is_ ri_ ban
        aha ant pan ta_ eny ian and _si ert _in uka ai_ ik_ in_ ra_ _su ita _ha nny apa on_ _de ers
        aya awa ann any isi ati aan pem kas ila _pr na_ en_ us_ rka tas ada rin am_ ti_ uan
        """,
        """
        erk gga it_ or_ tin mas ma_ _ra ur_ ia_ ga_ eta da_ nti _st lam _ca _ku amb _po sa_ et_ ina
        kon ind tak nge enc mu_ el_ ir_ sik rak sta _le ima il_ _tu ene eme es_ aga ka_ uh_ _co ele
        pro bel ten min _wa ere eks ong _pi ser ngu la_ bat _na atu res sel una gi_ ker lik ni_ ist
        tra tam tor _mo esi nde kom ndi nja ain gar ket ksi ani tu_ nak ini li_ aks pas le_ _ge uta
        ih_ um_ eni aba nte aki ira ngh ren ion car aik erd ok_ _bo ens ver _hi itu pa_ ste ega pre
        enj ern yan anj ndu ek_ _tr der ger ken wan ria usi ben kun _he gen _do pin de_ _no den mal
        lai est ami ul_ rna kti te_ ki_ asu bil ner kir yak ate _ch di_ ida ona _sh iku id_ _fo ska
        _ri wa_ for re_ nci ne_ ulu im_ ink _ne lar und ise run _en rea nd_ _ho ja_ kai tel tat
        """,
    ),
)

MALAY = Evidence(
    "ms",
    (
        "yang dan di tak boleh dengan",
        """
        untuk saya ini awak orang dalam dari aku tapi kau kita nak adalah ke semua ada pada lagi
        apa dah buat bukan mana jadi itu dia tidak kepada anda ialah daripada ia telah sekolah baik
        mereka lebih satu tahu jangan
        """,
        """
        hari rasa juga kalau ni bagi atau lain anak tu cakap seorang seperti keluar menjadi akan
        selamat macam sama kawan tempat lihat baru lelaki tiada pun malam masuk tahun kerana kata
        kan tetapi suka beliau pergi masa hidup dua kami banyak bila kena mempunyai hati dunia mak
        salah pernah memang atas besar kampung sebab bersama rumah kawasan nama beberapa bahawa
        kenapa jalan sekarang ya kali masih sayang oleh hanya lagu ibu jika betul sendiri tolong
        siapa sebagai kamu air tengok ketika
        """,
        """
        nampak diri in al sangat dapat sebuah jumpa belum selalu selepas the cuba kanak semula
        sudah mula membuat punya a and mungkin waktu selama d i on secara kembali la no sampai to
        si tentang saja pasti lalu cara memiliki at jam bahasa sana you zaman setelah alam hal
        melakukan kes je korang lah dekat terima kasih esok semalam takde mcm sgt
        """,
    ),
    "",
    (
        """
        an_ _me kan _pe ang ng_ men _be _se _ke _di ah_ ber nya ya_ eng _te ter at_ per nga _ma ara
        pen ing era
        """,
        """
        ran ar_ aka tan _ba ala gan ela _pa lan ak_ mem _sa _ka al_ ata emb ama han ung lah ngk ena
        asa ngg _ha aha eri ika nda ian awa er_ ai_ ra_ san aya ik_ ana pan nan as_ in_ on_ ri_ gka
        ant am_ ban mba apa and si_ ta_ _ra eny na_ ent _si aan _su ali uka end ers asi ert ila ti_
        ada is_ uan rka ma_ any ati _tu us_ _de en_ _ko _ca ia_ sa_ tak
        """,
        """
        la_ lam _le tin eta ita ong pem _ku ann _na uh_ _re da_ nti ur_ nny _wa ina nge erk it_ ka_
        ga_ gga il_ _in min mas rin aga or_ ker bel ir_ sel amb ind rak _pr atu _pi ser wan ima ele
        nja enc _ge ni_ bat gi_ ira _bo ben pas ene gar ih_ li_ _st et_ tu_ _co ere aki ain _mo isi
        eme ngu enj una lik ani ten um_ _po el_ _ch mu_ uta ket aba ngh ega es_ _hi pa_ aik ger mal
        yan ok_ car kon ndi tam aks eni ndu ini ken anj ska ren kas sta nar _am _sh nak _he ria bil
        le_ run der ist pin den ul_ ja_ ste nci erd _ri ion ad_ ami wa_ _do gen nte tor di_ ngs pro
        tas est ki_ _ho yak ulu ne_ kir im_ lai nde itu _ne _hu esi gel lar ero tra wal _no nd_ usi
        asu uma had ek_ _tr ce_ abi ner _fo _ni iku ida ern
        """,
    ),
)

TAGALOG = Evidence(
    "tl",
    (
        "sa ng ang na mga at ay isang",
        "hindi ito ko kung may ni si ako pa para mula siya pag mo o kanyang lang naman niya",
        """
        lahat ano rin ka dahil din upang nito tao kaya walang nila sila mas pero po nang araw isa
        ngayon kay bilang ba nga mag kanilang pang buhay wala di maaaring iba dapat kahit kapag
        yung saan ibang pamamagitan nag dito noong natin kasi lamang ngunit taon ilang taong nasa
        kong alam panahon i bagay gusto hanggang namin mong kami bahay bakit of the
        """,
        """
        ayon akong kasama maraming naging pagkatapos tulad babae bansa maging man kailangan tayo
        loob habang talaga kanya kayo buong sarili daw anak and bago unang to dalawang mukha bagong
        itong a in lugar sana mundo e for on no ama kita c ina de d ma haha salamat kumusta bukas
        kahapon pls nung meron
        """,
    ),
    "",
    (
        """
        ng_ an_ ang _ma _pa _na ala _ka aka ina pag ing ata on_ ong apa ali in_ nag aga asa ama aba
        """,
        """
        ay_ pan ana lan aha _ba awa al_ gan nan han nak pin tan mag ara _sa aya as_ la_ yon _pi nga
        tin _si uma it_ yan ati ta_ ila aki _in ini ya_ gka at_ ita er_ san kas agk to_ syo ent mal
        _ha agp _su lal kak aan and _tu ani ran es_ ad_ ami abi ags _pr ban na_ _re yo_ _co iya gpa
        _di kan ant wan ika os_ atu te_ isi ion wa_ tat sa_ ung ter ra_ nda is_
        """,
        """
        una min no_ _hi _ku ma_ ngg inu ga_ iga li_ _se lo_ mas lik wal ano pas lam ro_ ist nin ira
        ain sta _ko ak_ res ok_ ada ka_ pro alo _ni tio da_ nte ngk _de tul rin ig_ _ca tra umu gga
        go_ re_ _po do_ men kai _hu or_ lon le_ _me _mo asi ado kon est nto ate _te ne_ _ch am_ nt_
        _pe ers _gi ce_ og_ _tr ine per bil nti ba_ _st ha_ lar _be igi tak ri_ ndi en_ st_ ian ed_
        so_ ind ti_ ik_ id_ _bo se_ bat eng ko_ tor mba iyo ia_ era ar_ lig tas el_ awi ry_ il_ und
        are nya ulu iko uka _he tut maa ver _do amb dad oon ts_ _wa ens et_ ato _no uan ona asu ess
        _sh rs_ ail pre _le im_ con _th uta uri gi_ de_ ust ako us_ ser rea ty_ nce _ra nd_ ida ste
        _aa uwa _ho ve_ ons nar ss_ all any don her _vi end ic_ ber com ten ele ngu ero _am _es ndo
        den der
        """,
    ),
)

SWAHILI = Evidence(
    "sw",
    (
        "ya na wa kwa ni",
        "la katika za cha hii yake hiyo si",
        "kama yangu yako wake huyo mimi wewe yeye sisi lakini pia sana tu kwamba ambayo",
        """
        ambao leo kesho jana asante habari karibu nzuri mzuri watu mtu siku mwaka hapa hapo huko
        nini nani wapi lini kila bado sasa baada kabla bila hivyo hata au kuwa alikuwa ilikuwa nina
        una ana tuna wana hakuna kuna ndio hapana wangu wetu zaidi moja mbili yote wote sawa mambo
        poa jambo tafadhali
        """,
    ),
    "",
    (
        """
        na_ _wa _ha wa_ ni_ ana _ya la_ _ka yo_ tu_ una _ni _hi _si ini amb mba te_ ri_ iku hap kuw
        uwa _na _kw kwa ka_ _za yak ake ke_ si_ ang ngu gu_ ko_ wak _hu _we _sa san _tu _am asa zur
        uri apa nin ila _ba bil _ku lik wan kun ote
        """,
        """
        ya_ ati ika _ch ha_ ii_ iyo ama ma_ yan ako imi isi aki _pi ia_ ba_ ao_ _le _ke ho_ ant nte
        aba atu sik aka pa_ nan ani ado do_ sa_ ada da_ bla ata ta_ _au ali ina ndi io_ pan di_ _mo
        ja_ li_
        """,
        "",
    ),
)

SESOTHO = Evidence(
    "st",
    (
        "ka le ya ho ba e a ke",
        "tsa o sa hae ha mme",
        "wa hore kapa ena rona bona lona nna wena haholo feela",
        """
        empa joale kajeno hosane maobane kea leboha dumela hantle batho motho letsatsi selemo mona
        moo eng mang neng hobane jwalo jwaloka kgotsa bohle tsohle hape ntse leha etsa etsang bua
        tseba rata batla nako ntho dintho lefatshe
        """,
    ),
    "",
    (
        """
        na_ _le le_ ho_ tsa _ha _ho sa_ ona tho ng_ _ka _ba _ts ha_ la_ ane ne_ _mo ets ka_ ba_ _ke
        pa_ _en ena _bo lo_ ela san _ma oba ban boh bat ats eng ang _jw jwa wal alo ohl hle _nt tse
        _et nth _ya ya_ ke_ _sa mme _wa wa_ re_ apa lon nna _we _fe eel jen no_ aob ea_ han ant ath
        si_ _se sel ele mo_ _ne nen kgo soh hap nts se_ ua_ _ra ata ta_ _na nak ako ko_ _di tsh he_
        """,
        "",
        "",
    ),
)

TABLES = (VIETNAMESE, INDONESIAN, MALAY, TAGALOG, SWAHILI, SESOTHO)
"""All of them."""
