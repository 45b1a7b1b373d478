"""The properties each entity knows (API_FACTS 9): what may be sent, and what only the books may write."""

_COMMON = "Id SyncToken MetaData domain sparse status CustomField CustomExtensions AttachableRef"
_TXN = (
    "DocNumber TxnDate PrivateNote CurrencyRef ExchangeRate DepartmentRef LinkedTxn Line TxnTaxDetail "
    "GlobalTaxCalculation RecurDataRef TxnSource TotalAmt HomeTotalAmt ProjectRef Tag TransactionLocationType"
)
_FORM = (
    "CustomerRef CustomerMemo BillAddr ShipAddr ShipFromAddr FreeFormAddress BillEmail BillEmailCc "
    "BillEmailBcc "
    "DeliveryInfo ClassRef ShipDate ShipMethodRef TrackingNum ApplyTaxAfterDiscount PrintStatus EmailStatus "
    "Balance HomeBalance TaxExemptionRef SalesTermRef DueDate TxnStatus"
)
_PAID = "DepositToAccountRef PaymentMethodRef PaymentRefNum PaymentType CheckPayment CreditCardPayment"
_NAME = (
    "DisplayName Title GivenName MiddleName FamilyName Suffix PrintOnCheckName Active PrimaryPhone "
    "AlternatePhone "
    "Mobile Fax PrimaryEmailAddr WebAddr V4IDPseudonym Notes CurrencyRef OtherContactInfo"
)
_PARTY = "CompanyName FullyQualifiedName DefaultTaxCodeRef Balance OpenBalanceDate BillAddr source"
_NESTED = "Name FullyQualifiedName Active ParentRef"

KNOWN: dict[str, str] = {
    "CompanyInfo": "CompanyName LegalName CompanyAddr LegalAddr CustomerCommunicationAddr Country "
    "Email PrimaryPhone WebAddr "
    "CompanyStartDate FiscalYearStartMonth SupportedLanguages EmployerId DefaultTimeZone NameValue",
    "Preferences": "AccountingInfoPrefs SalesFormsPrefs VendorAndPurchasesPrefs CurrencyPrefs "
    "ReportPrefs TaxPrefs "
    "TimeTrackingPrefs EmailMessagesPrefs ProductAndServicesPrefs OtherPrefs",
    "Term": "Name Active Type DueDays DiscountDays DiscountPercent DayOfMonthDue DueNextMonthDays "
    "DiscountDayOfMonth",
    "ExchangeRate": "SourceCurrencyCode TargetCurrencyCode Rate AsOfDate",
    "Account": f"{_NESTED} AcctNum AccountType AccountSubType Classification CurrentBalance "
    "CurrentBalanceWithSubAccounts "
    "CurrencyRef SubAccount Description OnlineBankingEnabled FIName TaxCodeRef OpeningBalance "
    "OpeningBalanceDate TxnLocationType",
    "Item": f"{_NESTED} Description Type Sku UnitPrice PurchaseDesc PurchaseCost IncomeAccountRef "
    "ExpenseAccountRef "
    "AssetAccountRef Taxable SalesTaxIncluded PurchaseTaxIncluded TrackQtyOnHand QtyOnHand "
    "InvStartDate SubItem Level "
    "SalesTaxCodeRef PurchaseTaxCodeRef AbatementRate ReverseChargeRate ServiceType ItemCategoryType "
    "ClassRef PrefVendorRef",
    "Class": f"{_NESTED} SubClass",
    "Department": f"{_NESTED} SubDepartment Address",
    "PaymentMethod": "Name Active Type",
    "Customer": f"{_NAME} {_PARTY} BalanceWithJobs Job IsProject ParentRef Level BillWithParent "
    "ShipAddr SalesTermRef "
    "PaymentMethodRef PreferredDeliveryMethod Taxable CustomerTypeRef ResaleNum PrimaryTaxIdentifier "
    "ARAccountRef "
    "TaxExemptionReasonId ClientEntityId",
    "Vendor": f"{_NAME} {_PARTY} AcctNum Vendor1099 TermRef TaxIdentifier BillRate CostRate "
    "APAccountRef TaxReportingBasis "
    "VendorPaymentBankDetail",
    "Employee": f"{_NAME} SSN EmployeeNumber BillRate CostRate BirthDate Gender HiredDate ReleasedDate "
    "Organization "
    "BillableTime PrimaryAddr EmailAddress",
    "Invoice": f"{_TXN} {_FORM} Deposit DepositToAccountRef ARAccountRef AllowIPNPayment AllowOnlinePayment "
    "AllowOnlineCreditCardPayment AllowOnlineACHPayment AllowOnlinePayPalPayment "
    "AllowOnlineAffirmPayment EInvoiceStatus "
    "ECloudStatusTimeStamp InvoiceLink invoiceStatus invoiceStatusLog",
    "Payment": f"{_TXN} CustomerRef UnappliedAmt DepositToAccountRef PaymentMethodRef PaymentRefNum "
    "ARAccountRef "
    "ProcessPayment CreditCardPayment TxnStatus TaxExemptionRef",
    "CreditMemo": f"{_TXN} {_FORM} RemainingCredit ARAccountRef PaymentMethodRef InvoiceRef",
    "SalesReceipt": f"{_TXN} {_FORM} {_PAID}",
    "RefundReceipt": f"{_TXN} {_FORM} {_PAID}",
    "Estimate": f"{_TXN} {_FORM} ExpirationDate AcceptedBy AcceptedDate",
    "Bill": f"{_TXN} VendorRef DueDate SalesTermRef APAccountRef Balance HomeBalance VendorAddr "
    "RemitToAddr LessCIS",
    "BillPayment": f"{_TXN} VendorRef PayType CheckPayment CreditCardPayment APAccountRef ProcessBillPayment",
    "VendorCredit": f"{_TXN} VendorRef APAccountRef Balance VendorAddr FromAccountRef ToAccountRef",
    "PurchaseOrder": f"{_TXN} VendorRef APAccountRef POStatus DueDate ExpectedDate POEmail EmailStatus "
    "PrintStatus ShipAddr "
    "VendorAddr ShipTo ShipMethodRef Memo ClassRef SalesTermRef TaxCodeRef",
    "Purchase": f"{_TXN} PaymentType AccountRef EntityRef Credit PrintStatus PaymentMethodRef "
    "RemitToAddr PurchaseEx "
    "TxnStatus CheckPayment",
    "Deposit": f"{_TXN} DepositToAccountRef CashBack TxnStatus",
    "Transfer": f"{_TXN} FromAccountRef ToAccountRef Amount",
    "JournalEntry": f"{_TXN} Adjustment EnteredBy",
    "CreditCardPayment": f"{_TXN} Amount BankAccountRef CreditCardAccountRef VendorRef CheckNum Memo "
    "PrintStatus",
    "RecurringTransaction": "RecurringInfo RecurDataRef",
}

_ALWAYS_OURS = "Id SyncToken MetaData domain sparse status HomeTotalAmt HomeBalance Balance V4IDPseudonym"
OURS: dict[str, str] = {
    "Account": "FullyQualifiedName Classification CurrentBalance CurrentBalanceWithSubAccounts",
    "Class": "FullyQualifiedName",
    "Department": "FullyQualifiedName",
    "Item": "FullyQualifiedName Level",
    "Customer": "FullyQualifiedName BalanceWithJobs Level",
    "Vendor": "FullyQualifiedName",
    "Term": "Type",
    "Payment": "UnappliedAmt",
    "CreditMemo": "RemainingCredit TotalAmt",
    "Invoice": "DeliveryInfo EInvoiceStatus ECloudStatusTimeStamp InvoiceLink invoiceStatus "
    "invoiceStatusLog TotalAmt",
    "PurchaseOrder": "TotalAmt",
    **dict.fromkeys(
        (
            "SalesReceipt",
            "RefundReceipt",
            "Estimate",
            "Bill",
            "VendorCredit",
            "Purchase",
            "Deposit",
            "JournalEntry",
        ),
        "TotalAmt",
    ),
}


def known(entity: str) -> frozenset[str]:
    """Every property name that a request for this entity may carry; others are fault 2010."""
    return frozenset(f"{_COMMON} {KNOWN[entity]}".split())


def ours(entity: str) -> frozenset[str]:
    """Properties that a request may carry but the books ignore and write themselves."""
    return frozenset(f"{_ALWAYS_OURS} {OURS.get(entity, '')}".split())
