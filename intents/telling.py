"""Words of content that tell a language, beside the small ones: what customers of a plugin write about.

They weigh less than small words: product words wander from language to language. Without marks, as many type.
"""

from __future__ import annotations

from faq.small_words import Language

_TEXT: dict[Language, str] = {
    "en": """
        now down up out off over more again same sorry wrong answer answers thing things way lot since because
        question questions problem issue issues update updated failed fails fail wait waiting sold buying bought paid
        pay paying money year years month months week today tomorrow yesterday sunday monday saturday morning someone
        anyone anybody somebody nobody people person site sites website page pages domain domains discount cancel
        subscription renew renewal expired expire price cost free trial error broken missing possible does support
        supported supports feature features different difference between add adding remove change changed move send
        sends sent sending receive received open opened close closed save saved upload download downloaded install
        installed activate activated login account invoice receipt customer customers client clients old new best
        better first second last next many most few less never always sometimes today urgent emergency reply talk
        human agent chat call phone number email emails mail mails load loads loading slow fast show shows field
        fields button buttons guide steps step example demo sure maybe thinking looking trying tried try needs wants
    """,
    "vi": """
        ban doi xong chay bao kho loai tim thu xem goi nen can het tao them chon sua gui nhan hoa don man hinh chu nut
        bam
    """,
    "es": """
        hacen hace hacer hecho pueden puede poder tengo tiene quiero quieren necesito necesita llega llego enviar envia
        envio correo correos descuento descuentos estudiantes cancelar suscripcion archivo archivos subir campo campos
        firma abren abre hora horas horario manana ayer hoy entre sobre desde hasta despues antes ano anos mes meses
        factura facturas reembolso devolucion devolver dinero pagar pago pague pagos tarjeta precio cuanto cuantos
        cuanta donde cual cuales clave contrasena activar activo descargar descarga instalar actualizar renovar perdi
        compre comprado compra comprar soporte persona hablar alguien prueba gratis gratuita idioma espanol ingles
        formularios formulario sitio sitios web pagina paginas dominio dominios mismo misma otra otro cambiar
        cliente clientes empresa cuenta usuario guardar fallo funcionan sirven tambien todavia nadie nunca siempre
        obligatorio tener urgente rapido responden adios integracion dias tiempo
        aceptan acepta luego doble digital version ninguna ninguno algo alguna alguno porque
    """,
    "pt": """
        fazem faz fazer feito podem pode poder tenho quero querem preciso precisa chegou chega recebo receber enviar
        envia envio desconto descontos cancelar assinatura arquivo arquivos campo campos voces voce nao sao entao
        alguem ninguem nunca sempre tambem ainda depois antes ano anos mes meses dinheiro pagar pagamento paguei
        pagamentos cartao boleto pix aceita aceitam preco quantos quantas qual quais chave senha ativar ativo baixar
        baixo instalar atualizar renovar perdi comprei compra comprar suporte pessoa falar teste gratis gratuito
        portugues formularios formulario fica carregando salvar erro deu pra uso site sites pagina dominio dominios
        mesmo mesma outra outro trocar cliente clientes empresa conta valor licenca diferenca vale acontece consegue
        nada obrigado obrigada isso esse essa tempo dias dia pela pelo enviem fatura configuro tem esta ja la
        atendimento urgente rapido ajuda desde entre hoje amanha quando porque
    """,
    "fr": """
        remboursement rembourser remboursez facture factures licence activer desactiver renouveler abonnement annuler
        telecharger formulaires formulaire tarif prix remise reduction paiement payer paye carte compte domaine
        domaines assistance garantie essai gratuit gratuite achat acheter installer langue compatible envoyer envoi
        envoyez fichier fichiers champ champs bouton calendrier reservation calcul cle horaires parler quelqu personne
        francais fonctionne erreur lors apres avant encore rien recu recois recevoir plusieurs deux trois
        meme autre autres site sites mise jour conseiller passez facile utiliser daccord adieu modele vous nous votre
        faites fait passe acces client jai cest nest
        dun dune quest sil lerreur puis comment pourquoi svp merci combien proposez acceptez part marche cles francais
    """,
    "de": """
        ruckerstattung erstattung erstatten rechnung passwort lizenz lizenzen aktivieren aktiviere deaktivieren
        verlangern abo kundigen herunterladen runterladen aktualisieren formular formulare vorlage preis preise rabatt
        gutschein zahlung zahlen bezahlen karte konto seite seiten hilfe kauf kaufe kaufen gekauft installieren
        sprache steuer datei dateien feld felder kalender buchung unterschrift berechnung schlussel mitarbeiter
        sprechen jemandem jemand datenschutz konform dsgvo fehler beim speichern hochladen moglich bekomme bekommen
        sendet senden lade laden runter mehrere fur gilt geht gehen muss konnte wieder noch nur schon sehr dann wenn
        weil uber unter nach vor bei zum zur deutsch webseite kunde kunden jahr jahre monat heute morgen mochte bitte
    """,
}

TELLING: dict[Language, frozenset[str]] = {language: frozenset(text.split()) for language, text in _TEXT.items()}
