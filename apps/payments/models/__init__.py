from apps.payments.models.answers import AnswersFile, PayerAnswer
from apps.payments.models.downloads import DownloadLink
from apps.payments.models.runs import PaymentLine, PaymentRun

__all__ = ["AnswersFile", "DownloadLink", "PayerAnswer", "PaymentLine", "PaymentRun"]
