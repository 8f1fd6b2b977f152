"""Words that give a message away whatever else it says: "my order", "does not work".

A question about a policy and a request about one's own account share most of their words. These
cues tell them apart; they are kept narrow, because a false one sends a prospect to e-mail.
"""

from __future__ import annotations

import re
from functools import lru_cache

from faq.text import RECENT, clean, strip_marks


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


# All patterns are matched against text in lower case without marks or apostrophes.
_ME = r"(?:minh|toi|em|tui|mik|anh|chi|e|t|tao|cho nay)"
_DEMAND = _any(
    r"\b(?:refund|reimburse) (?:me|my|us|our|mine|it|now|this|pls|please)\b|\brefund (?:\w+ )?(?:order|purchase)\b",
    r"\b(?:give|get|send|want|need|return)\b.{0,20}\b(?:my|our) money\b|\bmy money back\b",
    r"\bmoney back\b.{0,20}\b(?:please|pls|now|order)\b",
    r"\b(?:i|we) (?:want|need|demand|request|would like|d like|wanna|must have) (?:a |an |the |my |to get a |to get my )?"
    r"(?:full )?(?:refund|money back|invoice|exchange|upgrade)\b",
    r"\bdo (?:it|that|this|so) (?:for|with|to) (?:me|us|mine|ours)\b",
    r"\border (?:no\.? ?|number |id |nr ?)?#?\d{3,}\b",
    r"#\d{3,}\b",
    r"\b(?:pedido|encomenda|commande|bestellung) (?:n[or]?\.? ?|numero |nummer )?#?\d{3,}\b",
    r"\bcharge me\b|\b(?:charged|billed) (?:me )?(?:twice|two times|double|again)\b|\bcharged me\b|\bdouble charge",
    rf"\b(?:hoan|tra|refund)(?: lai)? (?:tien )?(?:lai )?(?:cho|giup) {_ME}\b",
    rf"\b{_ME} (?:muon|can|yeu cau|xin|doi) (?:duoc )?(?:hoan tien|refund|lay lai tien|tra lai tien|xuat hoa don)",
    r"\b(?:bi )?(?:tru|thu|charge) (?:tien )?(?:2|hai) lan\b|\bma don\b|\bdon (?:hang )?(?:so )?#?\d{3,}",
)
_OWN = _any(
    r"\b(?:my|our) (?:\w+ )?(?:order|money|refund|invoice|payment|purchase|account|licen[cs]e|key|subscription|receipt|"
    r"plan|upgrade|renewal|download)\b",
    rf"\b(?:don hang|hoa don|tai khoan|ban quyen|license|key|tien|don|goi) (?:cua )?{_ME}\b",
)
_FAULT = _any(
    r"\b(?:(?<!must )(?<!should )(?<!shall )(?<!may )not|isnt|arent|wasnt|stopped|stop|dont|doesnt|didnt|cant|cannot|wont|never|no longer|nothing)\b.{0,25}"
    r"\b(?:work|working|works|send|sends|sending|sent|save|saves|saving|saved|submit|submits|submitting|load|loads|loading|"
    r"show|shows|showing|display|displays|appear|appears|open|opens|update|updates|receive|receives|receiving|received|"
    r"activate|activates|happen|happens|go|goes|going|arrive|arrives|arriving|arrived|come|comes|coming|came|redirect|upload|"
    r"calculate|sync|connect|accept|accepted|apply|applies|applied|valid|recogni[sz]ed?|start|starts|run|runs|respond|responds|react|reacts|render|renders|play|hide|filter|take|takes|taking|allow|allows|scroll|print|prints|count|counts|fit|fits|stay|stays|stick)\b",
    r"\b(?:broken|(?:all|is|are|completely|totally) dead|crash|crashed|crashes|crashing|bug|buggy|glitch|stuck|frozen|freezes|fatal|blank (?:page|screen)|white (?:page|screen)|timeouts?|times? out)\b",
    r"\b(?:comes?|came|turns?|is|are|stays?|remains?|arrives?) (?:out |up |always |just |completely )?(?:empty|blank|red|nan|garbled|cut off)\b|\bnan\b",
    r"\b(?:says?|shows?|told|tells?|reports?) (?:me )?(?:its? |the \w+ is |is |always |it is )?(?:not valid|invalid|failed|expired|wrong|incorrect)\b",
    r"\balready (?:used|in use|active|activated|registered|taken)\b|\b(?:limit|maximum) (?:is |was |has been )?(?:reached|exceeded|hit)\b",
    r"\bstill (?:waiting (?:for|on)|nothing|no (?:key|mail|email|refund|answer|invoice|download))\b",
    r"\b(?:gives?|get|gets|getting|got|shows?|see|throws?|has|have|having) (?:me )?(?:an?|this|the|some)? ?"
    r"(?:\w+ )?(?:error|errors|issue|issues|warning)\b",
    r"\berror (?:message|code|\d{3}|when|while|after|in|on)\b|\b(?:500|403|404|400) error\b|\bfails?\b|\bfailed\b|\bfailing\b",
    rf"\bmine (?:does|is|did|has|will|do) ?n(?:o)?t\b|\bcua {_ME} (?:thi |no |lai )*(?:khong|ko|k|chua|chang)\b",
    r"\bbroke\b|\bdisappeared\b|\bgone (?:after|since)\b|\bhacked\b|\bstopped (?:working|sending)\b",
    r"\b(?:sends?|saves?|shows?|gets?|receives?|arrives?|does|(?<!i )do) (?:no|nothing)\b",
    r"\bno (?:e ?mails? (?:is |are )?(?:sent|arrive|coming|received))",
    r"\b(?:bi|gap|bao|xuat hien|dinh) loi\b|\bloi (?:roi|nay|500|404|403|khi|sau|gi|trang|hien thi|ket noi|cap nhat)\b",
    r"\b(?:khong|ko|k|chua|chang|hok|kg|kh) (?:the |con |thay )?(?:hoat dong|chay|gui duoc|gui dc|nhan duoc|nhan dc|luu|"
    r"hien thi|hien|mo duoc|mo dc|vao duoc|vao dc|cap nhat duoc|kich hoat duoc|kich hoat dc|active|submit|load|len|"
    r"ap dung|ap dung duoc|nhap duoc|nhap dc|dung duoc|dung dc|xai duoc|xai dc|thanh toan duoc|thanh toan dc|"
    r"tai duoc|tai dc|tinh dung|bam duoc|bam dc|ket noi duoc|dang nhap duoc|luu lai|day|day du lieu)\b(?! khong| ko)",
    r"\b(?:gui|nhan|mo|vao|cap nhat|kich hoat|tai|bam|luu|ket noi|dang nhap|hien thi|chay|dung) (?:khong|ko|k|chua|hok|hong) "
    r"(?:duoc|dc|len|ra)\b|\bkhong thay\b.{0,20}\b(?:gi|dau|mail|email|luu|hien)\b",
    r"\bany ?more\b|\bnot being \w+ed\b|\b(?:cannot|cant) be \w+ed\b|\bsince (?:the |last |this |yesterday|today|monday|my |update|i )",
    r"\b(?:repeats|duplicates|jumped|overlaps?|misaligned|messed up|looks? (?:wrong|broken|bad)|white on white|gives? (?:me )?\d{3})\b",
    r"\b(?:khong|ko|k|chang|hong|hok) (?:\w+ ){0,4}nua\b(?! khong| ko)|\b(?:khong|ko|chang) (?:thay |co )?(?:len|ra|hien|nhan|nhay|vao) ?(?:gi|het|dau|hinh|mail|email)?\b(?! khong)",
    r"\bbao (?:la |rang )?(?:key |license |ma )?(?:da (?:dung|su dung|kich hoat)|dang dung|het luot|vuot|toi da|du site|het site|khong dung)\b",
    r"\b(?:khong|ko|k|chua) (?:co|thay|nhan|ra) (?:du lieu|dong|lien he|don|muc) (?:moi|nao)\b",
    r"\b(?:that bai|sai hoai|bao sai|khong hop le)\b|\b(?:chua|ko|khong|k) (?:thay|nhan duoc|nhan dc|co) (?:key|mail|email|tien|hoa don|gi ca|gi het)\b(?! khong| ko)",
    r"\btrong tron\b|\btu nhien\b|\bkhong duoc\b(?! khong| ko)",
    r"\bno (?:me |se |nos |les )?(?:funcionan?|envian?|cargan?|abren?|guardan?|llega|llego|llegan|activa|aparecen?|recibo|recibi|deja|muestra)\b",
    r"\b(?:da|dan|sale|deu|aparece|tengo un|tenho um) (?:un |um )?err(?:or|o)\b|\bdejo de (?:funcionar|enviar)\b|\bparou de\b",
    r"\bnao (?:funciona|envia|salva|carrega|abre|chega|chegou|ativa|aparece|recebo|recebi|consigo|mostra)\b",
    r"\b(?:ne|n) ?(?:s |se |me )?\w+ (?:pas|plus|rien)\b|\bnai (?:pas|rien) recu\b|\b(?:marche|fonctionne|envoie|arrive) (?:pas|plus)\b|\bune erreur\b",
    r"\b(?:funktioniert|sendet|ladt|laedt|speichert|kommt|kommen|geht|offnet|zeigt|startet) (?:\w+ ){0,3}nicht\b|\blae?sst sich nicht\b|"
    r"\b(?:einen fehler|fehlermeldung)\b|\bkeine (?:e ?mail|mails?|lizenz|nachricht) (?:bekommen|erhalten)\b",
    r"\btrang trang\b|\bbi trang\b|\btreo\b|\bdo trang\b|\bvo (?:giao dien|layout)\b|\bbi hong\b|\bhong (?:roi|het)\b|"
    r"\bmat (?:het|du lieu)\b|\bquay (?:mai|vong)\b|\bbi ket\b|\bbi lech\b|\blech (?:het|hang|trang)\b",
)
_WHAT_IF = _any(
    r"^(?:do|does|can|could|is|are|will|would|what|how|which|if|what if)\b.{0,60}"
    r"\b(?:if it|if the plugin|if my|when it|in case|if something)\b",
    r"\b(?:neu|lo|gia su|truong hop)\b|\bsi (?:el|le|o)\b",
)
_SUPPOSED = _any(
    r"\b(?:suppose|imagine|lets say|what if|in case|before (?:i |we )?(?:buy|buying|spend|pay|order)|if (?:i|we|u|you|someone|it|my|the))\b",
    r"\b(?:neu|gia su|lo nhu|truong hop|truoc khi mua|dinh mua|tinh mua|si (?:el|le|no|lo)|wenn)\b",
)
_BOUGHT = _any(
    r"\b(?:i|we|ive|weve) (?:just |already |have |had |only |also |seem to |must )*(?:bought|paid|purchased|ordered|renewed|upgraded|subscribed|extended)\b",
    r"\bpaid (?:for|the|and|but|twice|already)\b|\b(?:bought|purchased) (?:yesterday|last|the pro|pro|it|pafe|forms|your|the wrong)\b",
    rf"\b{_ME} (?:da |vua |moi |lo |co )*(?:mua|thanh toan|tra tien|chuyen khoan|gia han|nang cap)\b",
    r"\b(?:mua|thanh toan|tra tien|gia han|chuyen khoan) (?:xong |pro |ban quyen )?roi\b|\b(?:da|vua|moi) (?:mua|thanh toan|gia han)\b",
)
_QUESTION = _any(
    r"(?:^|[.,!\n] ?)(?:hi |hello |hey |hlo |pls |please |and |so |ok |also |btw )*"
    r"(?:do|does|did|can|could|is|are|will|would|what|how|which|where|who|why|may|shall|"
    r"when(?! (?:i|we|users?|people|customers?|visitors?|someone|somebody|a)\b)|"
    r"(?:has|have) (?:you|u|ya|anyone|anybody|they|it|this|the|pafe|piotnet))\b",
    r"\bco\b.{1,60}\b(?:khong|ko|k|hong|hok|hk|chua|kg|khum)\b(?: (?:vay|a|ad|shop|ban|ha|nhi|em|v|z|the|b|luon|nua))*\W*(?:$|[,.?!\n])",
    r"\b(?:duoc|dc|dk|phai) (?:khong|ko|k|hong|hok|hk|kg|khum)\b",
    r"^\W*(?:(?:voce|voces|ustedes|vous|hola|ola|bonjour|hallo),? )*(?:tem|tienen?|hay|avez vous|y a t il|gibt es|habt ihr|haben sie)\b",
    r"\b(?:looking for|i ?a?m after|curious|wonder|wondering|(?:want|wanted|like|need|love|good) to know|interested in)\b",
    r"\b(?:the nao|nhu nao|ntn|bao nhieu|bao lau|o dau|cach nao|kieu gi|la gi|lam sao|bang cach)\b",
)
_FOR_ME = _any(
    r"\b(?:for me|please|pls|plz|help me|asap|fix (?:it|this|that|my|our)|(?:can|could|will|would) (?:u|you|someone|anyone) (?:\w+ )?fix|can you (?:move|change|send|give|resend|reset|cancel|check|remove))\b",
    rf"\b(?:giup|giùm|gium|dum|ho|cho) {_ME}\b|\b(?:giup|gium|dum) (?:voi|nha|nhe|di)\b",
)


def demands(text: str) -> bool:
    """The message asks for something to be done to this person's own order, money or licence."""
    return bool(_DEMAND.search(_plain(text)))


def bought(text: str) -> bool:
    """The message speaks of a purchase that this person has made."""
    return bool(_BOUGHT.search(_plain(text)))


def supposes(text: str) -> bool:
    """The message asks what would be if: nothing has happened yet."""
    return bool(_SUPPOSED.search(_plain(text)))


def speaks_of_own(text: str) -> bool:
    """The message names this person's own account, order or licence, be it only in a question."""
    return bool(_OWN.search(_plain(text)))


def tells_a_fault(text: str) -> bool:
    """The message reports that something does not work (and does not merely ask what if)."""
    plain = _plain(text)
    return bool(_FAULT.search(plain)) and not _WHAT_IF.search(plain)


def only_asks(text: str) -> bool:
    """The message is a plain question: it asks about something, and not for something to be done."""
    plain = _plain(text)
    return bool(_QUESTION.search(plain)) and not _FOR_ME.search(plain)


@lru_cache(maxsize=RECENT)
def _plain(text: str) -> str:
    return strip_marks(clean(text))
