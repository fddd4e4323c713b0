"""What distinguishes Romance languages of Iberia.

The words were chosen by their frequency and by hand; see the room's docstring.
"""

from bot.archive.search.languages.evidence import Evidence

SPANISH = Evidence(
    "es",
    (
        "de la que el en y a los no un se por es del",
        "las con una para lo su al como me más si pero te o",
        """
        mi le sus este esta todo ya ha cuando yo ser son sin hay fue está tu muy también todos
        sobre eso tiene porque nos qué años así dos puede bien entre desde hasta hacer ahora esto
        era vez hace nada ni donde solo parte
        """,
        """
        algo tiempo día uno mejor mucho tan ver vida siempre ese mismo han e tengo después están
        gente cada estoy esa estado mundo va año les otros otro mas gracias otra cosas personas
        gran menos nunca tanto poco sea antes tener había trabajo ellos lugar durante hecho cómo
        quiero sólo creo cuenta decir aunque gobierno soy todas contra casa estos nuevo he sido él
        aquí sí ella estas estaba hoy tienen alguien dice voy quien toda tres mis ir primer mal
        manera da cosa van sé dar d xq pq q tb jaja jajaja jajajaja porfa hola ayer mañana buenos
        buenas días noches feliz vamos amo porfavor wey tío
        """,
    ),
    "óíñ",
    (
        """
        os_ es_ do_ as_ ent _co ado nte _re ar_ ón_ _de ión te_ con _in _pr ció res aci to_ ica
        """,
        """
        da_ _ca est _es men ien ion tra ta_ cio sta ada ra_ ndo _pa _di ida an_ _ma era ia_ _se des
        cia al_ nci rec and one pre ter com nes pro per dos _en nto ant ist _pe end enc ido les io_
        ten ro_ or_ dad er_ en_ ici ina rad na_ _po ca_ ero car esp ía_ ran _ex on_ tos _su ona ali
        fic rio _te mos _tr ier ad_ _ac ble le_ tad _me lo_ esc ico que tes tor dor la_ _sa co_ ita
        _si ect no_ _ve den _ha ver _mo _vi das ren ara tan se_ min
        """,
        """
        ere ene eri lic iza ir_ aba lla rar re_ ndi so_ cad ria ert tro mie lar ma_ nti ste tas der
        nde _ba cci ons act esi ana ele _no _qu sa_ eta ría ens ena ami lan _va for are go_ nar nda
        rea err _le imi ers ini nos ner ade cie gen lle all _ll ati ano ce_ ser ata ama de_ ba_ sió
        arr mo_ _el ega _pi cac cti _fo ind col cal ela ate _au _ra ost ió_ rre mas _ho pri _ne _bo
        ima ing tin ato ern ust tam va_ _am ine gan leg ber _ch _ob ede eme ala _fr erd _do _na ret
        pas pen apa gar che isi ne_ red ian asi amb _hi _ge ond _he tie eni asa itu ani her imo nce
        ga_ jo_ san ban til egi ile _at rab osi el_ ire ea_ vie und mis cho rde is_ chi ue_ bla _vo
        ell uta lor ira ve_ lam abi _fe rna
        """,
    ),
)

PORTUGUESE = Evidence(
    "pt",
    (
        "de a o que e do em da é para não um uma",
        "com no se na por os eu como as mais mas dos foi ao me você sua seu ser",
        """
        tem são ou das à ele muito isso já nos também quando pelo meu está ela vai só pela sobre
        dia bem até mesmo pode pessoas tudo ter te ainda minha fazer aqui anos todos quem sem agora
        entre era seus nas assim depois vou onde este mundo estão esse vida tempo essa tenho há
        eles porque
        """,
        """
        nada ver casa the melhor foram bom sempre grande ano vez esta coisa suas apenas sou aos
        dois todo nunca quero mim parte outros tão hoje sei então nossa nem faz às cidade qual deus
        quer estou trabalho nós pra seja novo durante estado maior outro primeiro lá qualquer sim
        cada acho menos antes desde dar contra ir to la boa of toda disse todas cara sido lugar
        quanto for algo gente tu tanto pois d in i sul temos dela and vc vcs pq q tb tbm kkk kkkk
        kkkkk né tô mto mt pro obrigado obrigada ontem amanhã noite eita oi ola
        """,
    ),
    "ãéçêõ",
    (
        """
        os_ do_ _co ent as_ ado es_ ão_ ar_ nte _re _de te_ con to_ _pr men ção da_ _in ia_ res
        """,
        """
        _es ica ada _ca ndo ta_ ra_ est sta _se tra _pa ida des açã and er_ nto pre _di _ma am_ al_
        _pe ter dos com io_ cia pro ist _po ria ro_ em_ per ant de_ or_ ade dad rad ido ou_ is_ _ex
        ess _te era ver _en que ina end fic nci _mo ara _tr rec ões rio _me ca_ ita car dor eir ali
        tad esp tos esc das ran _ac ion tes _su ico ona co_ _vi na_ iza cio mos eri _sa _fo tor ten
        el_ ir_ ass ira for _ba _ve çõe cad so_ ma_
        """,
        """
        ati _no nha ere min ais nde _qu _at ens va_ ons ári sa_ ele _ch ha_ ind _si ste la_ tas are
        ela nti der _le iro ost ici enc tro lic no_ ssa rar ho_ pri lo_ tan eta lar ser ren col den
        eit ava se_ ini rre ret _ne ert ndi tam ata eve ama tin nda _am re_ sse _fe che _va err _do
        age ima go_ ssi ega arr ers ing rei ana ive ce_ _ho ei_ _na rea ate cal _bo ern ve_ ala ire
        rna pen anh _ge mo_ red on_ nce ato gar ns_ le_ _fr eu_ _au apa rin lan ber iga _ra til mas
        pas _el ian _vo ano _ob ect ine aci ena gen ond ue_ nos nar imi ne_ act _pi atu und _be ani
        _ha one _st erd ede ero itu gan eme ga_ ote aba bil ust pan uta imo an_ lei ger ane emb us_
        ami rde had rav
        """,
    ),
)

GALICIAN = Evidence(
    "gl",
    (
        "de a que o e do da",
        "non os en un unha no na é para as se por ou pode",
        "con esta máis como pero foi son dos das co coa ao á aos ás nos moi eu ti xa está só",
        """
        n estado desde este tempo nun isto iso aquilo ela el eles elas meu miña teu túa seu súa hai
        sen sobre tamén cando onde hoxe mañá onte grazas bo boa moito moita todo todos nin ata
        entre despois antes agora aquí alí ter ser facer vai vou teño ten temos fixo dixo xente
        cousa cousas ano anos mellor sempre nunca están novo vez mesmo alt s
        """,
    ),
    "óñú",
    (
        """
        do_ _co ión ar_ os_ ón_ ado ció ent as_ _de _re _in nte _es se_ es_ ica aci _pr men da_ to_
        te_ con _ca res ada
        """,
        """
        _se ra_ ter or_ tra pre des ta_ fic est er_ rec ro_ sta pro com al_ ida ido _ma per _po de_
        _mo nto ndo rad esp car act _di ina ect _ex esc que _ac io_ _pa dor ns_ iza dos ali bel ici
        _en _te rio el_ ele _pe ona óns ade cad ist ion eir nci cio lo_ ca_ ara _me cia era ten and
        la_ tos lic ver dad end ma_ ico _su _fo is_ _no ini for cti ir_ _si iro ant ere tad rar tor
        ind cac ndi cci tro enc den rea das min ita nde che
        """,
        """
        eme ost _tr ran all eta co_ cal ste ia_ ato ou_ der le_ use sió ert tes nti an_ en_ íbe so_
        na_ _at _va mos gar ser err tas ers _el _ve ima red ati ens _ba ich ala ren pri ela re_ ble
        _le no_ eri ede _bo imi _ob amb ais on_ asi nar are alo ce_ ons _sa rre lar sel ous ire les
        _ch ama ata _er ero tan ane nom ira osi apa ega ve_ _au tam go_ ern mas ber lla _vi esi tin
        acc col arr ria _do ea_ rde lor pen pan ue_ one til et_ eit ha_ ana itu _ne nda va_ mo_ ell
        _ni lle rei _ho vál sa_ _am ing ret ía_ ear _vá ian ine ate id_ _qu ría iga nha in_ atu und
        """,
    ),
)

CATALAN = Evidence(
    "ca",
    (
        "de la a i que el l d en per del un les els una no amb",
        "va és al es ha com més dels s hi",
        """
        ser o aquest si però tot fer seu aquesta molt als ja ho van seva també ens han són se cap
        anys això estat sobre quan fins ara fa entre on què perquè tots pel era després des està
        fet dia altres gran només m persones sense té pot encara seus any part hem li gent havia
        """,
        """
        em dos així durant dir t qui ni contra veure us gràcies lloc jo tant primer temps mateix he
        cada vaig món manera govern pels ciutat millor bé sempre aquests vida seves tenir nou tres
        tan nostra aquí abans diu segons passat nostre et haver casa res nostres qual uns n mai
        cosa bona sí lo meu bon som ben nos tu me los te vam mes pas the avui demà ahir nit plau
        adéu hola
        """,
    ),
    "éóàèòç",
    (
        """
        es_ ent _co nt_ ar_ at_ _re ió_ men ts_ ia_ _pr _es _de con ció res _in _ca aci ant da_
        """,
        """
        est ta_ ica en_ des ns_ ra_ _se tat ons ion _ma _pa al_ _di ita sta ada com pre pro _po tra
        ter per re_ nci na_ _tr eix cia que _pe ls_ ona ist or_ cio ca_ era rs_ nte er_ _en tes ina
        ran _ex _mo _ac ats esp ten _ll ria ir_ tor car ect _te ici esc lla rec nts eu_ _me os_ dor
        is_ _su la_ ble sa_ eri ali ess ass les all ssi _vi em_ ste ell _ve fic ver va_ it_ ers ade
        le_ ren ado itz lle act _fo _ba ic_ _no tan lar for lic ara rre
        """,
        """
        nti _si rad arr ix_ eta nes tza ies tin _sa ri_ nar ssa ere ost an_ min enc ava ert rar us_
        rà_ den te_ ana ènc ma_ _qu one ret ens ida _do ser err cci et_ _fe _ob tro ati ine are _va
        ena any ene _ha lli ing cal col lan _ge sió _am end ind iqu cad ele _vo ien _el cti _ne ega
        in_ ini ani pen ge_ and nya ata _bo eni eme rea gen ndi rt_ der cie sse cac pri _ho _au nde
        ate egi tad on_ ive nen rei apa ner nom lor rna don nce ire ala ima leg ern _fr pan _ra itu
        ler ngu _na imi ira ber tam és_ _at nda _pi bil mal ga_ el_ oni acc til il_ eny pas san nia
        mis _be ges st_ rer ama ian ote pod osi _af im_ gar uta ane rov rio esi abi emb isi uit atu
        rri ust iga
        """,
    ),
)

TABLES = (SPANISH, PORTUGUESE, GALICIAN, CATALAN)
"""All of them."""
