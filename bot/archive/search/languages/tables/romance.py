"""What distinguishes the other Romance languages.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

FRENCH = Evidence(
    "fr",
    (
        "de la le et à l les est en des d un que une pas a",
        """
        du pour il dans qui je c ce au sur qu par on ne plus avec j n mais vous se ça s tu elle
        """,
        """
        son y ai ou si sont tout fait nous comme être bien ils cette faire sa même aux me ont t m
        était été mon ses lui aussi peut deux leur moi quand ces très suis après tous sans avoir
        non où va encore alors avait entre temps autres ans ma dit
        """,
        """
        peu là autre rien monde dire te fois faut toujours voir votre contre bon depuis donc avant
        sous notre jamais vie moins dont toi quoi as mes es nos homme mal eu ta ville part grande
        ca tant ci ni cest jai jsuis ya mdr ptn ouais tkt bcp pk pcq trop demain hier aujourdhui
        merci bonjour salut svp stp chez
        """,
    ),
    "éàèêçô",
    (
        "es_ ent nt_ er_ ion _co on_ re_ tio le_ men _re te_ ati ant que _pr _in con",
        """
        ns_ res _dé eur ons eme ue_ _pa lle _ma nte iqu ts_ ne_ ée_ ire it_ ter is_ se_ _ré ur_ onn
        rs_ _ch com che ce_ les _po our nce ble té_ sse ien pro és_ ie_ _tr age _di ais ge_ tra _ca
        _en ess nne tes _se _mo ren cti ten _su rai ier ser ect ver ist ait air ine ran end _ex ali
        ell _de _pe ité de_ ux_ ain ers ise ass ir_ in_ ssi _fo _vi pré ées nti and _sa ouv nts _no
        enc per ens ste ère sta ive
        """,
        """
        _ac _do est _au tan _ba pre al_ tte _me _te fic pri act _ra ica nde ert _bo _ve min ate for
        ond tat tro el_ rec et_ nes _vo lan ssa all _si tie des mme ang ini lai att _qu _st ve_ he_
        ind err lie _va rre chi ett san us_ ois en_ _fr ina ara ndi sou til nda arr rt_ _at ra_ ler
        rer ner col era den lon ici _ha her an_ ich use at_ ita ile isi nd_ pen _es ern ls_ han acc
        nom mis cie _am uit cal leu tin ail ret don ger ges nge vie ani esp lic enn _pi car nan tés
        nna der itu emb _ho oit ach _le _af _be _ai ava il_ _ut rd_ nie _na _fe gen lla rri as_ pas
        lig are ing fai van ima ann tor _ob ndu gar ena né_ rne ése cho mal ein toi imi ies os_
        """,
    ),
)

ITALIAN = Evidence(
    "it",
    (
        "di e che il la in a non un per è",
        """
        del l una i le si con della da sono ma al ha come più dei se nel mi alla anche lo gli delle
        o
        """,
        """
        questo ho ci su ad dal solo essere nella io ti cui d stato era tutti quando questa ed c
        tutto hanno tra cosa fatto suo prima perché loro parte anni due sia sua fare ai così dalla
        degli dopo sul uno alle quello poi sempre ne fa me chi molto ancora senza ogni mai altri
        ora può mio quanto
        """,
        """
        sulla mia tempo dove vita no nei già sei quella quindi secondo proprio hai altro grazie
        bene lavoro dai noi nelle vi persone casa sta qui te tu dire giorno mondo via lui grande de
        li tanto po tre tuo va so però gente durante voi poco dice n nostra ben the nn cmq xke boh
        ciao oggi ieri domani buongiorno buonanotte raga vabbè dell all nell sull dall
        """,
    ),
    "èàùòì",
    (
        "to_ re_ ent _co ion te_ ne_ ti_ ta_ zio nte one no_ ato are _in con _ri men le_ _pr",
        """
        _di ica azi ia_ ett io_ _ca ni_ nti _de sta ati ter _ma tra _pa li_ ere ess _se pre ata ali
        _re ell ra_ est _st ist do_ ri_ att oni chi pro tor _po per ssi ro_ tto ina so_ com tat eri
        nto ver na_ ca_ res ant ano ost ita _sc era and lo_ ndo ten ico si_ all _tr end _es _pe co_
        col ate _me tti mo_ _mo tta acc _ve ass _te ini se_ ran gli ile tro tte ll' ste bil zza gio
        _vi fic cia ggi tà_ car _sa sa_ _si tan la_ min enz _su ici ona che va_ ndi ce_ _qu der ria
        """,
        """
        _fo _gi ire del izz ott er_ ci_ _ra for ità _do ren ian _ba ser nde ive _ne ine ond _pi ene
        ma_ sse _no _ch ers ssa ero ara den ani lic lle lla ann ien isc ich _va de_ ede rio pri _le
        nda ind ing ert ie_ he_ ele tes tin _ac _at esi abi _vo rov ve_ itt ons que gen _ge di_ ens
        ret err raz da_ nar rar rea rre ima imo ner _am lli pen lar ova leg _fr ana imi osi van rin
        _el rec ern tam ava cci ega nci _be esc _fe cal on_ _au rna eme ier _na red des vat arr uta
        isi rri nos ttu ger nes esp ote san nce ane nom ber amb eta itu ami _tu rad don eni lan lie
        _bo rà_ mag iet til tel cio nne sch ida ga_ ius _er ust lor go_ pas ng_ egi atu eve upp
        """,
    ),
)

ROMANIAN = Evidence(
    "ro",
    (
        "de în și a la să din o pe cu nu",
        "mai un este că care pentru se au fost ce ca am al sunt fi si va s",
        """
        lui dar sau sa e dacă după i ne ar poate le prin cum când ale in despre era iar mult are l
        cel mare ai trebuie foarte doar cele noi ani fie el ei n dintre timp tot te până într face
        pot chiar vă toate vor așa acest bine mi acum nici către două
        """,
        """
        atunci unui cât mă avea unde unei cea eu fără fiind între această multe parte anul îi ceea
        putea asta decât alte avut îl lor vezi făcut loc atât unul d sub aici m astfel zi lucru
        trei ea prima orice precum timpul nou fel dat una an voi da vom meu mod casa c v om salut
        mersi mulțumesc azi mâine ieri bună dimineața noapte îmi deci
        """,
    ),
    "ășîțâ",
    (
        "ul_ le_ te_ _co are ea_ re_ rea _pr at_ tă_ ii_ _re or_ _in _de ate ele",
        """
        ent ui_ lui _în tat ulu con ile ri_ ie_ tor ați lor ia_ eri ere nte ter tul uri _ca ți_ ei_
        men rul pro _se ată _ma _st pre ne_ _ac ica _di ist _pa ali tra că_ sta it_ ză_ _su ta_ ril
        ita _po com ect pri _tr per ilo iun ine _ex ră_ ază est ici ări ire rii ții _me _ne eaz ion
        ini oar rec car lă_ _mo ce_ ina fic ona al_ min res tea ție ier ra_ ste tel bil nt_ era _si
        _fo _pe esc _te chi iza ște ara _vi _sc na_
        """,
        """
        er_ nd_ ant lic nea act ită nă_ iți ică cți _do eșt ver ani ția eni ni_ ato ran des ind ati
        _ve an_ for tin ic_ se_ rin ca_ che _ba num ar_ imi ers ten ons abi _no nde and ti_ nti on_
        nce _va ive cti ria eta cal col ner der atu rar lar ene in_ ata eme _sa _at de_ _pi leg _ge
        ima til _au itu tan nar _le _el ci_ den _ra _ch _af inu red ser one _fe cia _fr egi la_ il_
        nda ndi us_ _am ern el_ oni ede ren va_ _na lan _ob gen ane _vo ana ing ert ma_ ala ndu _ni
        alo ian ost ret es_ sch em_ esi ger is_ uta et_ uit ond aju sa_ und tro da_ _ut mis ens asa
        ero rio nci ioa st_ sel ami ela am_ ien rad ote acc nie
        """,
    ),
)

TABLES = (FRENCH, ITALIAN, ROMANIAN)
"""All of them."""
