"""The small words that give a language away, without those that are as common in another one."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "vi", "es", "pt", "fr", "de"]

_TEXT: dict[Language, str] = {
    "en": """
        the is are am was were do does did can could will would should have has had it its this that these
        those you your yours i my me we our us they them he she what which who where when why how much many
        a an and or but if not no yes any some for from with without of on in at to by as about please pls
        plz thanks thank hi hello hey be been get got need want help there here u ur dont doesnt cant im ive
        isnt whats hows just know after before still work works working buy bought use using make made good
        ok okay every one only than then let lets tell give show their hlo
    """,
    "vi": """
        khong co minh cho hoi duoc gia bao nhieu lam sao nao nhu toi oi nhe nha voi cua va nay khi mua tien
        hoan dung la gi vay thi bi loi roi chua de muon giup ho tro cai dat huong dan tai khoan khac nguoi
        tu nhan vien xin chao cam cac nhung kia nua ngay gio mo ngoai trong tren duoi phai biet dang qua lai
        vao len xuong mot hai ba dau ai the sau truoc het han phi tinh nang quyen vinh thanh toan cong ty
        trang web giao dien phien moi rang thoi luon viec ben da vang nhap xuat hoac cung
    """,
    "es": """
        no se es en de la me nada usar el los las un una unos unas son que qué como cómo cuanto cuánto
        cuesta precio puedo puede tiene tienen tengo hay para por con sin del mi tu su y pero si sí gracias
        hola buenos buenas dias días donde dónde cuando funciona quiero necesito ayuda comprar licencia esta
        está este hacer lo al más ustedes usted soporte reembolso gratis formulario versión versiones idioma
        sirve compatible
    """,
    "pt": """
        de se nada usar me os as um uma é são que como quanto custa preço posso pode tem têm tenho para por
        com sem do da dos das meu minha seu sua e mas sim obrigado obrigada olá bom boa dia onde quando
        funciona quero preciso ajuda comprar licença esta está este isto fazer eu você vocês não mais
        reembolso grátis formulário versão oi tudo bem suporte suporta
    """,
    "fr": """
        le la les un une des est sont que quoi comment combien coûte coute puis peut avez vous je j tu
        il elle nous pour par avec sans du de mon ma mes votre vos et mais si oui merci bonjour salut où
        quand fonctionne veux besoin aide acheter cette ce faire ne pas plus y a-t-il ça ca
        remboursement gratuit formulaire est-ce qu au aux
        """,
    "de": """
        der die das ein eine einen ist sind was wie viel kostet preis kann können haben habe hat gibt es für
        mit ohne von mein meine ihr ihre und aber ob ja danke hallo guten tag wo wann funktioniert ich
        möchte brauche hilfe kaufen lizenz diese dieser machen nicht kein keine auch auf zu im wir sie man
        geld zurück kostenlos formular unterstützt
    """,
}

SMALL_WORDS: dict[Language, frozenset[str]] = {language: frozenset(text.split()) for language, text in _TEXT.items()}
