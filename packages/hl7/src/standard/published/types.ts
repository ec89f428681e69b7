/*
Written by write-definitions.ts from the package hl7v2-dictionary, under this license:

MIT License

Copyright (c) 2017 Panates

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/

/** In each line: versions, data type, name, and its components; see ../published-lines.ts. */
export const types = `2.1	AD	Address	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip|ST||1	Country|ST||1
2.1 2.2	CE	Coded Element	Identifier|ID||1	Text|ST||1	Name Of Coding System|ST||1	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|ST||1
2.1	CK	Composite ID With Check Digit	ID Number|NM||1	Check Digit|NM||1	Code Identifying Check Digit Scheme Employed|ID||1
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM	Composite
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_MSG	Message Type	Message Type|ID||1	Trigger Event|ID||1
2.1	CN	Composite ID Number And Name	ID|ST||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Degree|ST||1
2.1 2.2	CQ	Composite Quantity With Units	Quantity|NM||1	Units|ST||1
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	DT	Date
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6	FT	Formatted Text Data
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6	ID	Coded values for HL7 tables
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6	IS	Coded value for user-defined tables
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	NM	Numeric
2.1 2.2 2.3	PN	Person Name	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1
2.1	SI	SET ID
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	ST	String Data
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	TM	Time
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	TN	Telephone Number
2.1 2.2 2.3 2.3.1 2.4	TS	Time Stamp	Time Of An Event|ST||1	Degree Of Precision|ST||1
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	TX	Text Data
2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	VARIES	Variable Datatype
2.2	AD	Address	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ID||1	Country|ID||1	Type|ID||1	Other Geographic Designation|ST||1
2.2	CK	Composite ID With Check Digit	ID Number|NM||1	Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Assigning Authority|ST||1
2.2	CN	Composite ID Number And Name	ID Number|ID||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1	Source Table Id|ID||1	Adresse|AD||1	Telefon|TN||1	Faxnummer|TN||1	Online-Nummer|TN||1	E-Mail|ST||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	SI	Sequence ID
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CK_ACCOUNT_NO	Account Number	Account Number|NM||1	Check Digit|NM||1	Check Digit Scheme|ID||1	Facility ID|ID||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_ABS_RANGE	Absolute Range	Range|CM_RANGE||1	Numeric Change|NM||1	Percent Per Change|NM||1	Days|NM||1
2.2	CM_AUI	Authorization Information	Authorization Number|ST||1	Date|DT||1	Source|ST||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_BATCH_TOTAL	CM For Batch Totals	Batch Total 1|NM||1	Batch Total 2|NM||1
2.2	CM_CCD	Charge Time	When To Charge|ID||1	Date/time|TS||1
2.2	CM_DDI	Daily Deductible	Delay Days|ST||1	Amount|NM||1	Number Of Days|NM||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_DIN	Activation Date	Date|TS||1	Institution Name|CE||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_DLD	Discharge Location	Discharge Location|ID||1	Effective Date|TS||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_DLT	Delta Check	Range|CM_RANGE||1	Numeric Threshold|NM||1	Change|ST||1	Length Of Time-days|NM||1
2.2	CM_DTN	Day Type And Number	Day Type|ID||1	Number Of Days|NM||1
2.2	CM_EIP	Parent Order	Parent s Placer Order Number|ST||1	Parent s Filler Order Number|ST||1
2.2	CM_ELD	Error	Segment-ID|ST||1	Sequence|NM||1	Field-Position|NM||1	Code Identifying Error|CE||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_FILLER	Filler	Unique Filler Id|ID||1	Filler Application ID|ID||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_FINANCE	Finance	Financial Class ID|ID||1	Effective Date|TS||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_GROUP_ID	Group ID	Unique Group Id|ID||1	Placer Application Id|ID||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_INTERNAL_LOCATION	Internal Location	Nurse Unit|ID||1	Room|ID||1	Bed|ID||1	Facility ID|ID||1	Bed Status|ID||1	Etage|ID||1	Klinik|ID||1	Zentrum|ID||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_JOB_CODE	Job Code	Job Code|ID||1	Employee Classification|ID||1
2.2	CM_LA1	Location With Address Information	Dispense / Deliver To Location|CM_INTERNAL_LOCATION||1	Location|AD||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_LICENSE_NO	License Number	License Number|ST||1	Issuing State,province,country|ST||1
2.2	CM_MOC	Charge To Practise	Dollar Amount|ST||1	Charge Code|ST||1
2.2	CM_NDL	Observing Practitioner	Interpreter / Technician|CN||1	Start Date/time|TS||1	End Date/time|TS||1	Location|CM_INTERNAL_LOCATION||1
2.2	CM_OCD	Occurence	Occurrence Code|ID||1	Occurrence Date|DT||1
2.2	CM_OSP	Occurence Span	Occurrence Span Code|ID||1	Occurrence Span Start Date|DT||1	Occurrence Span Stop Date|DT||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PARENT_RESULT	Undefined CM Data Type	Observation Identifier|CE||1	Sub-ID|ST||1	Result|CE||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PAT_ID	Patient ID	ID Number|ST||1	Check Digit|NM||1	Check Digit Scheme|ID||1	Facility ID|ID||1	Type|ID||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PAT_ID_0192	Patient ID With Table 0192	ID Number|ST||1	Check Digit|NM||1	Check Digit Scheme|ID||1	Facility ID|ID||1	Type|ID||1||0192
2.2	CM_PCF	Pre-certification Required	Pre-certification Patient Type|ID||1	Pre-certication Required|ID||1	Pre-certification Window|TS||1
2.2	CM_PEN	Penalty	Penalty ID|ID||1	Penalty Amount|NM||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PIP	Privileges	Privilege|CE||1	Privilege Class|CE||1	Expiration Date|DT||1	Activation Date|DT||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PLACER	Auftragsnummer Des Auftraggebers / Der Auftraggebenden Stelle	Unique Placer Id|ID||1	Placer Application|ID||1
2.2	CM_PLN	Practitioner ID Numbers	ID Number|ST||1	Type Of ID Number|ID||1	State/other Qualifiying Info|ST||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_POSITION	Position	Saal|ST||1	Tisch|ST||1	Stuhl|ST||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PRACTITIONER	Practitioner	Procedure Practitioner  ID|CN||1	Procedure Practitioner Type|ID||1
2.2	CM_PTA	Policy Type	Policy Type|ID||1||0147	Amount Class|ID||1||0193	Amount|NM||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_RANGE	Wertebereich	Low Value|CE||1	High Value|CE||1
2.2	CM_RFR	Reference Range	Reference Range|CM_RANGE||1	Sex|ID||1	Age Range|CM_RANGE||1	Gestational Age Range|CM_RANGE||1	Species|ST||1	Race / Subspecies|ID||1	Text Condition|ST||1
2.2	CM_RI	Interval	Repeat Pattern|ST||1	Explicit Time Intevall|ST||1
2.2	CM_RMC	Room Coverage	Room Type|ID||1	Amount Type|ID||1	Coverage Amount|NM||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_SPD	Specialty	Specialty Name|ST||1	Governing Board|ST||1	Eligible Or Certified|ID||1	Date Of Certification|DT||1
2.2	CM_SPS	Specimen Source	Specimen Source Name Or Code|CE||1	Additives|TX||1	Freetext|TX||1	Body Site|CE||1	Site Modifier|CE||1
2.2	CM_UVC	Value Code And Amount	Value Code|ID||1	Value Amount|NM||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_VR	Value Qualifier	First Data Code Value|ST||1	Last Data Code Calue|ST||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CN_PERSON	Person	ID Number|ID||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1	Source Table Id|ID||1
2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CQ_QUANTITY	Quantity	Quantity|ST||1	Units|ST||1
2.2	TQ	Timing Quantity	Quantity|CQ_QUANTITY||1	Interval|CM_RI||1	Duration|ST||1	Start Date/time|TS||1	End Date/time|TS||1	Priority|ID||1	Condition|ST||1	Text|TX||1	Conjunction|ID||1	Order Sequencing|ST||1
2.3 2.3.1 2.4	AD	Address	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ST||1	Country|ID||1	Address Type|ID||1	Other Geographic Designation|ST||1
2.3	CE	Coded Element	Identifier|ID||1	Text|ST||1	Name Of Coding System|ST||1	Alternate Identifier|ID||1	Alternate Text|ST||1	Name Of Alternate Coding System|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CK	Composite ID With Check Digit	ID Number|NM||1	Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Assigning Authority|HD||1
2.3	CN	Composite ID Number And Name	ID Number|ST||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1	Source Table|ID||1	Assigning Authority|HD||1	Telefon|TN||1	Faxnummer|TN||1	Online-Nummer|TN||1	E-Mail|ST||1
2.3 2.3.1 2.4	CQ	Composite Quantity With Units	Quantity|NM||1	Units|CE||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_AUI	Authorization Information	Authorization Number|ST||1	Date|TS||1	Source|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_CCD	Charge Time	When To Charge Code|ID||1	Date/time|TS||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_DDI	Daily Deductible	Delay Days|NM||1	Amount|NM||1	Number Of Days|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_DTN	Day Type And Number	Day Type|IS||1	Number Of Days|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_EIP	Parent Order	Parent s Placer Order Number|EI||1	Parent s Filler Order Number|EI||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_ELD	Error	Segment ID|ST||1	Sequence|NM||1	Field Position|NM||1	Code Identifying Error|CE||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_LA1	Location With Address Information	Point Of Care|ST||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|ST||1	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ST||1	Country|ID||1	Address Type|ID||1	Other Geographic Designation|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_MOC	Charge To Practise	Dollar Amount|MO||1	Charge Code|CE||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_NDL	Observing Practitioner	OP Name|CN||1	Start Date/time|TS||1	End Date/time|TS||1	Point Of Care|IS||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_OCD	Occurence	Occurrence Code|CE||1	Occurrence Date|DT||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_OSP	Occurence Span	Occurrence Span Code|CE||1	Occurrence Span Start Date|DT||1	Occurrence Span Stop Date|DT||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PCF	Pre-certification Required	Pre-certification Patient Type|IS||1	Pre-certification Required|ID||1	Pre-certification Windwow|TS||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PEN	Penalty	Penalty Type|IS||1	Penalty Amount|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PLN	Practitioner ID Numbers	ID Number|ST||1	Type Of ID Number|IS||1	State/other Qualifying Info|ST||1	Expiration Date|DT||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PTA	Policy Type	Policy Type|IS||1||0147	Amount Class|IS||1||0193	Amount|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_RFR	Reference Range	Reference Range|CM_RANGE||1	Sex|IS||1	Age Range|CM_RANGE||1	Age Gestation|CM_RANGE||1	Species|TX||1	Race/subspecies|ST||1	Conditions|TX||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_RI	Interval	Repeat Pattern|IS||1	Explicit Time Interval|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_RMC	Room Coverage	Room Type|IS||1||0145	Amount Type|IS||1	Coverage Amount|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_SPS	Specimen Source	Specimen Source Name Or Code|CE||1	Additives|TX||1	Freetext|TX||1	Body Site|CE||1	Site Modifier|CE||1	Collection Modifier Method Code|CE||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_UVC	Value Code And Amount	Value Code|IS||1	Value Amount|NM||1
2.3	TQ	Timing Quantity	Quantity|CQ||1	Interval|CM_RI||1	Duration|ST||1	Start Date/time|TS||1	End Date/time|TS||1	Priority|ST||1	Condition|ST||1	Text|TX||1	Conjunction|ST||1	Order Sequencing|CM_OSD||1
2.3	CD	Channel Definition	Channel Identifier|CM_WVI||1	Electrode Names|CM_CD_ELECTRODE||1	Channel Sensitivity/units|CM_CSU||1	Calibration Parameters|CM_CCP||1	Sampling Frequency|NM||1	Minimum/maximum Data Values|CM_MDV||1
2.3	CF	Coded Element With Formatted Values	Identifier|ID||1	Formatted Text|FT||1	Name Of Coding System|ST||1	Alternate Identifier|ID||1	Alternate Formatted Text|FT||1	Name Of Alternate Coding System|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_CCP	Channel Calibration Parameters	Sensitivity Correction Factor|NM||1	Baseline|NM||1	Time Skew|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_CD_ELECTRODE	Electrode Parameter	Source Name 1|ST||1	Source Name 2|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_CSU	Channel Sensitivity/units	Sensitivity|NM||1	Units Identifier|ID||1	Units Text|ST||1	Units Name Of Coding System|ST||1	Units Alternate Identifier|ID||1	Units Alternate Text|ST||1	Units Name Of Alternate Coding System|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_MDV	Minimum/maximum Data Values	Minimum Value|NM||1	Maximum Value|NM||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_OSD	Order Sequence	Sequence/results Flag|ID||1	Placer Order Number Entity Identifier|ST||1	Placer Order Number Namespace ID|IS||1	Filler Order Number Entity Identifier|ST||1	Filler Order Number Namespace ID|IS||1	Sequence Condition Value|ST||1	Maximum Number Of Repeats|NM||1	Placer Order Number Universal ID|ST||1	Placer Order Number Universal ID Type|ID||1	Filler Order Number Universal ID|ST||1	Filler Order Number Universal ID Type|ID||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PI	Person Identifier	ID Number|ST||1	Type Of ID Number|IS||1	Other Qualifying Info|ST||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_PRL	Parent Result Link	OBX-3 Observation Identifier Of Parent Result|CE||1	OBX-4 Sub-ID Of Parent Result|ST||1	Part Of OBX-5 Observation Result From Parent|TX||1
2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CM_WVI	Channel Identifier	Channel Number|NM||1	Channel Name|ST||1
2.3	CNE	Coded with No Exceptions	Identifier|ST||1	Text|ST||1	Name of Coding System|ID||1||0396	Alternate Identifier|ST||1	Alternate Text|ST||1	Name of Alternate Coding System|ID||1||0396	Coding System Version ID|ST||1	Alternate Coding System Version ID|ST||1	Original Text|ST||1
2.3	CP	Composite Price (2.8.8	Price|MO||1	Price Type|ID||1	From Value|NM||1	To Value|NM||1	Range Units|CE||1	Range Type|ID||1
2.3 2.3.1	CX	Extended Composite ID With Check Digit	ID|ST||1	Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Assigning Authority|HD||1	Identifier Type Code|IS||1||0203	Assigning Facility|HD||1
2.3 2.3.1	DLN	Driver's License Number	Driver s License Number|ST||1	Issuing State, Province, Country|IS||1	Expiration Date|DT||1
2.3	DR	Date Time Range (2.8.12	Range Start Date/time|TS||1	Range End Date/time|TS||1
2.3	ED	Encapsulated Data	Source Application|HD||1	Type Of Data|ID||1	Data Subtype|ID||1	Encoding|ID||1	Data|ST||1
2.3	EI	Entity Identifier	Entity Identifier|ST||1	Namespace ID|IS||1	Universal ID|ST||1	Universal ID Type|ID||1
2.3	FC	Financial Class	Financial Class|IS||1	Effective Date|TS||1
2.3	HD	Hierarchic Designator	Namespace ID|IS||1	Universal ID|ST||1	Universal ID Type|ID||1
2.3	JCC	Job Code Class	Job Code|IS||1	Job Class|IS||1
2.3 2.3.1	MA	Multiplexed Array	Sample 1 From Channel 1|NM||1	Sample 1 From Channel 2|NM||1	Sample 1 From Channel 3|NM||1	Sample 2 From Channel 1|NM||1	Sample 2 From Channel 2|NM||1	Sample 2 From Channel 3|NM||1
2.3 2.3.1 2.4	MO	Money	Quantity|NM||1	Denomination|ID||1
2.3 2.3.1 2.4	NA	Numeric Array	Value1|NM||1	Value2|NM||1	Value3|NM||1	Value4|NM||1
2.3	PL	Person Location	Point Of Care|ID||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|ST||1	Location Type|ST||1
2.3	PPN	Performing Person Time Stamp	ID Number|ST||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1	Source Table|ID||1	Assigning Authority|HD||1	Name Type Code|ID||1	Identifier Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Identifier Type Code|IS||1	Assigning Facility|HD||1	Date/Time Action Performed|TS||1
2.3	PT	Processing Type	Processing ID|ST||1	Processing Mode|ST||1
2.3 2.3.1	QIP	Query Input Parameter List	Field Name|ST||1	Value1&value2&value3|ST||1
2.3	QSC	Query Selection Criteria	Name Of Field|ST||1	Relational Operator|ID||1	Value|ST||1	Relational Conjunction|ID||1
2.3	RCD	Row Column Definition	HL7 Item Number|ST||1	HL7 Date Type|ST||1	Maximum Column Width|NM||1
2.3 2.3.1 2.4	RI	Repeat Interval	Repeat Pattern|IS||1	Explicit Time Interval|ST||1
2.3 2.3.1 2.4	RP	Reference Pointer	Pointer|ST||1	Application ID|HD||1	Type Of Data|ID||1	Subtype|ID||1
2.3 2.4	SCV	Scheduling Class Value Pair	Parameter Class|IS||1	Parameter Value|ST||1
2.3 2.3.1	SN	Structured Numeric	Comparator|ST||1	Num1|NM||1	Separator Or Suffix|ST||1	Num2|NM||1
2.3 2.3.1 2.4	VH	Visiting Hours	Start Day Range|ID||1	End Day Range|ID||1	Start Hour Range|TM||1	End Hour Range|TM||1
2.3	XAD	Extended Address	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ST||1	Country|ID||1	Address Type|ID||1	Other Geographic Designation|ST||1	County/parish Code|IS||1	Census Tract|IS||1
2.3	XCN	Extended Composite ID Number And Name (2.8.46	ID Number|ST||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1	Source Table|ID||1	Assigning Authority|HD||1	Name Type|ID||1	Identifier Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Identifier Type Code|IS||1	Assigning Facility ID|HD||1
2.3	XON	Extended Composite Name And ID For Organizations (2.8.47	Organization Name|ST||1	Organization Name Type Code|IS||1	ID Number|NM||1	Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Assigning Authority|HD||1	Identifier Type Code|IS||1	Assigning Facility ID|HD||1
2.3	XPN	Extended Person Name	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|ST||1	Name Type Code|ID||1	Name Representation Code|ID||1
2.3 2.3.1 2.4	XTN	Extended Telecommunication Number	Telephone Number|TN||1	Telecommunication Use Code|ID||1	Telecommunication Equipment Type|ID||1	Email Address|ST||1	Country Code|NM||1	Area/city Code|NM||1	Phone Number|NM||1	Extension|NM||1	Any Text|ST||1
2.3.1	CE	Coded Element	Identifier|ST||1	Text|ST||1	Name Of Coding System|ST||1	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|ST||1
2.3.1	CN	Composite ID Number And Name	ID Number|ST||1	Family Name|ST||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority|HD||1	Telefon|TN||1	Faxnummer|TN||1	Online-Nummer|TN||1	E-Mail|ST||1
2.3.1	PN	Person Name	Family+last Name|FN||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1
2.3.1	TQ	Timing Quantity	Quantity|CQ||1	Interval|RI||1	Duration|ST||1	Start Date/time|TS||1	End Date/time|TS||1	Priority|ST||1	Condition|ST||1	Text|ST||1	Conjunction|ST||1	Order Sequencing|OSD||1	Occurrence Duration|CE||1	Total Occurences|NM||1
2.3.1	CD	Channel Definition	Channel Identifier|WVI||1	Electrode Names|WVS||1	Channel Sensitivity/units|CSU||1	Calibration Parameters|CCP||1	Sampling Frequency|NM||1	Minimum/maximum Data Values|NR||1
2.3.1	CF	Coded Element With Formatted Values	Identifier|ST||1	Formatted Text|FT||1	Name Of Coding System|ST||1	Alternate Identifier|ST||1	Alternate Formatted Text|FT||1	Name Of Alternate Coding System|ST||1
2.3.1	CNE	Coded With No Exceptions	Identifier|ST||1	Text|ST||1	Name Of Coding System|ST||1||0396	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|ST||1||0396	Coding System Version ID|ST||1	Alternate Coding System Version ID|ST||1	Original Text|ST||1
2.3.1 2.4	CP	Composite Price	Price|MO||1	Price Type|ID||1||0205	From Value|NM||1	To Value|NM||1	Range Units|CE||1	Range Type|ID||1||0298
2.3.1 2.4	DR	Date/time Range	Range Start Date/time|TS||1	Range End Date/time|TS||1
2.3.1 2.4	ED	Encapsulated Data	Source Application|HD||1	Type Of Data|ID||1||0191	Data Subtype|ID||1||0291	Encoding|ID||1||0299	Data|ST||1
2.3.1 2.4	EI	Entity Identifier	Entity Identifier|ST||1	Namespace ID|IS||1||0300	Universal ID|ST||1	Universal ID Type|ID||1||0301
2.3.1 2.4	FC	Financial Class	Financial Class|IS||1||0064	Effective Date|TS||1
2.3.1 2.4	HD	Hierarchic Designator	Namespace ID|IS||1||0300	Universal ID|ST||1	Universal ID Type|ID||1||0301
2.3.1 2.4	JCC	Job Code/class	Job Code|IS||1||0327	Job Class|IS||1||0328
2.3.1 2.4	PL	Person Location	Point Of Care|IS||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|IS||1	Location Description|ST||1
2.3.1	PPN	Performing Person Time Stamp	ID Number|ST||1	Family+last Name|FN||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority|HD||1	Name Type Code|ID||1	Identifier Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Identifier Type Code|IS||1	Assigning Facility|HD||1	Date/Time Action Performed|TS||1	Name Representation Code|ID||1
2.3.1 2.4	PT	Processing Type	Processing ID|ID||1	Processing Mode|ID||1
2.3.1 2.4	QSC	Query Selection Criteria	Segment Field Name|ST||1	Relational Operator|ID||1	Value|ST||1	Relational Conjunction|ID||1
2.3.1 2.4	RCD	Row Column Definition	Segment Field Name|ST||1	HL7 Date Type|ST||1	Maximum Column Width|NM||1
2.3.1	SCV	Scheduling Class Value Pair	Parameter Class|IS||1	Parameter Value|IS||1
2.3.1	XAD	Extended Address	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ST||1	Country|ID||1	Address Type|ID||1	Other Geographic Designation|ST||1	County/parish Code|IS||1	Census Tract|IS||1	Address Representation Code|ID||1
2.3.1	XCN	Extended Composite ID Number And Name For Persons	ID Number|ST||1	Family+last Name|FN||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority|HD||1	Name Type Code|ID||1	Identifier Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Identifier Type Code|IS||1	Assigning Facility|HD||1	Name Representation Code|ID||1
2.3.1 2.4	XON	Extended Composite Name And Identification Number For Organizations	Organization Name|ST||1	Organization Name Type Code|IS||1	ID Number|NM||1	Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Assigning Authority|HD||1	Identifier Type Code|IS||1	Assigning Facility ID|HD||1	Name Representation Code|ID||1
2.3.1	XPN	Extended Person Name	Family+last Name|FN||1	Given Name|ST||1	Middle Initial Or Name|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Name Type Code|ID||1	Name Representation Code|ID||1
2.3.1	AUI	Authorization Information	Authorization Number|ST||1	Date|TS||1	Source|ST||1
2.3.1 2.4	CCD	Charge Time	When To Charge Code|ID||1	Date/time|TS||1
2.3.1 2.4	CCP	Channel Calibration Parameters	Channel Calibration Sensitivity Correction Factor|NM||1	Channel Calibration Baseline|NM||1	Channel Calibration Time Skew|NM||1
2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CNS	Composite ID Number And Name Simplified	ID Number|ST||1	Family Name|ST||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority Namespace ID|IS||1	Assigning Authority Universal ID|ST||1	Assigning Authority Universal ID Type|ID||1
2.3.1 2.4	CSU	Channel Sensitivity/units	Channel Sensitivity|NM||1	Unit Of Measure Identifier|ST||1	Unit Of Measure Description|ST||1	Unit Of Measure Coding System|IS||1	Alternate Unit Of Measure Identifier|ST||1	Alternate Unit Of Measure Description|ST||1	Alternate Unit Of Measure Coding System|IS||1
2.3.1	CWE	Coded With Exceptions	Identifier|ST||1	Text|ST||1	Name Of Coding System|ST||1	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|ST||1	Coding System Version ID|ST||1	Alternate Coding System Version ID|ST||1	Original Text|ST||1
2.3.1 2.4	DDI	Daily Deductible	Delay Days|NM||1	Amount|NM||1	Number Of Days|NM||1
2.3.1 2.4	DIN	Activation Date	Date|TS||1	Institution Name|CE||1
2.3.1	DLD	Discharge Location	Discharge Location|IS||1	Effective Date|TS||1
2.3.1 2.4	DLT	Delta Check	Range|NR||1	Numeric Threshold|NM||1	Change Computation|ST||1	Length Of Time-days|NM||1
2.3.1 2.4	DTN	Day Type And Number	Day Type|IS||1	Number Of Days|NM||1
2.3.1 2.4	EIP	Parent Order	Parent s Placer Order Number|EI||1	Parent s Filler Order Number|EI||1
2.3.1 2.4	ELD	Error	Segment ID|ST||1	Sequence|NM||1	Field Position|NM||1	Code Identifying Error|CE||1
2.3.1	FN	Family + Last Name Prefix	Family Name|ST||1	Last Name Prefix|ST||1
2.3.1 2.4	LA1	Location With Address Information (variant 1	Point Of Care|IS||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|IS||1	Address|AD||1
2.3.1 2.4	LA2	Location With Address Information (variant 2	Point Of Care|IS||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|IS||1	Street Address|ST||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ST||1	Country|ID||1	Address Type|ID||1	Other Geographic Designation|ST||1
2.3.1 2.4	MOC	Charge To Practise	Dollar Amount|MO||1	Charge Code|CE||1
2.3.1 2.4	MOP	Money Or Percentage	Money Or Percentage Indicator|IS||1	Money Or Percentage Quantity|NM||1
2.3.1 2.4	MSG	Message Type	Message Type|ID||1	Trigger Event|ID||1	Message Structure|ID||1
2.3.1	NDL	Observing Practitioner	OP Name|CN||1	Start Date/time|TS||1	End Date/time|TS||1	Point Of Care|IS||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|IS||1
2.3.1 2.4	NR	Wertebereich	Low Value|NM||1	High Value|NM||1
2.3.1	OCD	Occurence	Occurrence Code|ID||1	Occurrence Date|DT||1
2.3.1 2.4	OSD	Order Sequence	Sequence/results Flag|ID||1	Placer Order Number: Entity Identifier|ST||1	Placer Order Number: Namespace ID|IS||1	Filler Order Number: Entity Identifier|ST||1	Filler Order Number: Namespace ID|IS||1	Sequence Condition Value|ST||1	Maximum Number Of Repeats|NM||1	Placer Order Number: Universal ID|ST||1	Placer Order Number; Universal ID Type|ID||1	Filler Order Number: Universal ID|ST||1	Filler Order Number: Universal ID Type|ID||1
2.3.1 2.4	OSP	Occurence Span	Occurrence Span Code|CE||1	Occurrence Span Start Date|DT||1	Occurrence Span Stop Date|DT||1
2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	PCF	Pre-certification Required	Pre-certification Patient Type|IS||1	Pre-certification Required|ID||1	Pre-certification Window|TS||1
2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	PI	Person Identifier	ID Number|ST||1	Type Of ID Number|IS||1	Other Qualifying Info|ST||1
2.3.1 2.4	PIP	Privileges	Privilege|CE||1	Privilege Class|CE||1	Expiration Date|DT||1	Activation Date|DT||1	Facility|EI||1
2.3.1 2.4	PLN	Practitioner ID Numbers	ID Number|ST||1	Type Of ID Number|IS||1	State/other Qualifying Info|ST||1	Expiration Date|DT||1
2.3.1 2.4	PRL	Parent Result Link	OBX-3 Observation Identifier Of Parent Result|CE||1	OBX-4 Sub-ID Of Parent Result|ST||1	Part Of OBX-5 Observation Result From Parent|TX||1
2.3.1 2.4	PTA	Policy Type	Policy Type|IS||1	Amount Class|IS||1	Amount|NM||1
2.3.1	RFR	Reference Range	Numeric Range|NR||1	Administrative Sex|IS||1	Age Range|NR||1	Gestational Age Range|NR||1	Species|TX||1	Race/subspecies|ST||1	Conditions|TX||1
2.3.1 2.4	RMC	Room Coverage	Room Type|IS||1	Amount Type|IS||1	Coverage Amount|NM||1
2.3.1 2.4	SPD	Specialty	Specialty Name|ST||1	Governing Board|ST||1	Eligible Or Certified|ID||1	Date Of Certification|DT||1
2.3.1 2.4	SPS	Specimen Source	Specimen Source Name Or Code|CE||1	Additives|TX||1	Freetext|TX||1	Body Site|CE||1	Site Modifier|CE||1	Collection Modifier Method Code|CE||1	Specimen Role|CE||1
2.3.1 2.4	UVC	Value Code And Amount	Value Code|IS||1	Value Amount|NM||1
2.3.1 2.4	VID	Version Identifier	Version ID|ID||1	Internationalization Code|CE||1	International Version ID|CE||1
2.3.1 2.4	VR	Value Qualifier	First Data Code Value|ST||1	Last Data Code Calue|ST||1
2.3.1 2.4	WVI	Channel Identifier	Channel Number|NM||1	Channel Name|ST||1
2.3.1	WVS	Wavefrom Source	Source Name 1|ST||1	Source Name 2|ST||1
2.4	CE	Coded Element	Identifier|ST||1	Text|ST||1	Name Of Coding System|IS||1	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|IS||1
2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	CN	Composite ID Number And Name	ID Number|ST||1	Family Name|FN||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority|HD||1	Telefon|TN||1	Faxnummer|TN||1	Online-Nummer|TN||1	E-Mail|ST||1
2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	PN	Person Name	Family Name|FN||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1
2.4	TQ	Timing Quantity	Quantity|CQ||1	Interval|RI||1	Duration|ST||1	Start Date/time|TS||1	End Date/time|TS||1	Priority|ST||1	Condition|ST||1	Text|TX||1	Conjunction Component|ID||1	Order Sequencing|OSD||1	Occurrence Duration|CE||1	Total Occurences|NM||1
2.4	CD	Channel Definition	Channel Identifier|WVI||1	Waveform Source|WVS||1	Channel Sensitivity/units|CSU||1	Channel Calibration Parameters|CCP||1	Channel Sampling Frequency|NM||1	Minimum/maximum Data Values|NR||1
2.4	CF	Coded Element With Formatted Values	Identifier|ID||1	Formatted Text|FT||1	Name Of Coding System|IS||1	Alternate Identifier|ID||1	Alternate Formatted Text|FT||1	Name Of Alternate Coding System|IS||1
2.4	CNE	Coded With No Exceptions	Identifier|ST||1	Text|ST||1	Name Of Coding System|IS||1||0396	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|IS||1||0396	Coding System Version ID|ST||1	Alternate Coding System Version ID|ST||1	Original Text|ST||1
2.4	CX	Extended Composite ID With Check Digit	ID|ST||1	Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Assigning Authority|HD||1	Identifier Type Code|ID||1||0203	Assigning Facility|HD||1	Effective Date|DT||1	Expiration Date|DT||1
2.4	DLN	Driver's License Number	Driver's License Number|ST||1	Issuing State, Province, Country|IS||1	Expiration Date|DT||1
2.4	MA	Multiplexed Array	Sample 1 From Channel 1|NM||1	Sample 1 From Channel 2|NM||1	Sample 1 From Channel 3|NM||1	Sample 1 From Channel 4|NM||1	Sample 1 From Channel 5|NM||1	Sample 1 From Channel 6|NM||1
2.4	PPN	Performing Person Time Stamp	ID Number|ST||1	Family Name|FN||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority|HD||1	Name Type Code|ID||1	Identifier Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Identifier Type Code|IS||1	Assigning Facility|HD||1	Date/Time Action Performed|TS||1	Name Representation Code|ID||1	Name Context|CE||1	Name Validity Range|DR||1	Name Assembly Order|ID||1
2.4	QIP	Query Input Parameter List	Segment Field Name|ST||1	Value1&value2&value3|ST||1
2.4	SN	Structured Numeric	Comparator|ST||1	Num1|NM||1	Separator/suffix|ST||1	Num2|NM||1
2.4	XAD	Extended Address	Street Address|SAD||1	Other Designation|ST||1	City|ST||1	State Or Province|ST||1	Zip Or Postal Code|ST||1	Country|ID||1	Address Type|ID||1	Other Geographic Designation|ST||1	County/parish Code|IS||1	Census Tract|IS||1	Address Representation Code|ID||1	Address Validity Range|DR||1
2.4	XCN	Extended Composite ID Number And Name For Persons	ID Number|ST||1	Family Name|FN||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority|HD||1	Name Type Code|ID||1	Identifier Check Digit|ST||1	Code Identifying The Check Digit Scheme Employed|ID||1	Identifier Type Code|IS||1	Assigning Facility|HD||1	Name Representation Code|ID||1	Name Context|CE||1	Name Validity Range|DR||1	Name Assembly Order|ID||1
2.4	XPN	Extended Person Name	Family Name|FN||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Name Type Code|ID||1	Name Representation Code|ID||1	Name Context|CE||1	Name Validity Range|DR||1	Name Assembly Order|ID||1
2.4	AUI	Authorization Information	Authorization Number|ST||1	Date|DT||1	Source|ST||1
2.4	CWE	Coded With Exceptions	Identifier|ST||1	Text|ST||1	Name Of Coding System|IS||1	Alternate Identifier|ST||1	Alternate Text|ST||1	Name Of Alternate Coding System|IS||1	Coding System Version ID|ST||1	Alternate Coding System Version ID|ST||1	Original Text|ST||1
2.4	DLD	Discharge Location	Discharge Location|ID||1	Effective Date|TS||1
2.4	FN	Family Name	Surname|ST||1	Own Surname Prefix|ST||1	Own Surname|ST||1	Surname Prefix From Partner/spouse|ST||1	Surname From Partner/spouse|ST||1
2.4	NDL	Observing Practitioner	OP Name|CNN||1	Start Date/time|TS||1	End Date/time|TS||1	Point Of Care|IS||1	Room|IS||1	Bed|IS||1	Facility|HD||1	Location Status|IS||1	Person Location Type|IS||1	Building|IS||1	Floor|IS||1
2.4	OCD	Occurence	Occurrence Code|IS||1	Occurrence Date|DT||1
2.4	RFR	Reference Range	Numeric Range|NR||1	Administrative Sex|IS||1	Age Range|NR||1	Gestational Range|NR||1	Species|TX||1	Race/subspecies|ST||1	Conditions|TX||1
2.4	WVS	Waveform Source	Source Name 1|ST||1	Source Name 2|ST||1
2.4	CNN	Composite ID Number And Name (special DT For NDL	ID Number|ST||1	Family Name|ST||1	Given Name|ST||1	Second And Further Given Names Or Initials Thereof|ST||1	Suffix|ST||1	Prefix|ST||1	Degree|IS||1	Source Table|IS||1	Assigning Authority Namespace ID|IS||1	Assigning Authority Universal ID|ST||1	Assigning Authority Universal ID Type|ID||1
2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8	DTM	Date/Time
2.4	SAD	Street Address	Street Or Mailing Address|ST||1	Street Name|ST||1	Dwelling Number|ST||1
2.4	SRT	Sort Order	Sort-by Field|ST||1	Sequencing|ID||1
2.5 2.5.1 2.6 2.7 2.7.1 2.8	AD	Address	Street Address|ST||1|120	Other Designation|ST||1|120	City|ST||1|50	State or Province|ST||1|50	Zip or Postal Code|ST||1|12	Country|ID||1|3|0399	Address Type|ID||1|3|0190	Other Geographic Designation|ST||1|50
2.5 2.5.1 2.6 2.7 2.7.1 2.8	CE	Coded Element	Identifier|ST||1|20	Text|ST||1|199	Name of Coding System|ID||1|20|0396	Alternate Identifier|ST||1|20	Alternate Text|ST||1|199	Name of Alternate Coding System|ID||1|20|0396
2.5 2.5.1	CQ	Composite Quantity with Units	Quantity|NM||1|16	Units|CE||1|483
2.5 2.5.1 2.6 2.7 2.7.1 2.8	TS	Time Stamp	Time|DTM|R|1|24	Degree of Precision|ID||1|1|0529
2.5 2.5.1	TQ	Timing Quantity	Quantity|CQ||1|267	Interval|RI||1|206	Duration|ST||1|6	Start Date/Time|TS||1|26	End Date/Time|TS||1|26	Priority|ST||1|6	Condition|ST||1|199	Text|TX||1|200	Conjunction|ID||1|1|0472	Order Sequencing|OSD||1|110	Occurrence Duration|CE||1|483	Total Occurrences|NM||1|4
2.5 2.5.1 2.6	CD	Channel Definition	Channel Identifier|WVI||1|22	Waveform Source|WVS||1|17	Channel Sensitivity/Units|CSU||1|478	Channel Calibration Parameters|CCP||1|20	Channel Sampling Frequency|NM||1|6	Minimum/Maximum Data Values|NR||1|33
2.5 2.5.1 2.6	CF	Coded Element with Formatted Values	Identifier|ST||1|20	Formatted Text|FT||1|65536	Name of Coding System|ID||1|20|0396	Alternate Identifier|ST||1|20	Alternate Formatted Text|FT||1|65536	Name of Alternate Coding System|ID||1|20|0396
2.5 2.5.1 2.6	CNE	Coded with No Exceptions	Identifier|ST|R|1|20	Text|ST||1|199	Name of Coding System|ID||1|20|0396	Alternate Identifier|ST||1|20	Alternate Text|ST||1|199	Name of Alternate Coding System|ID||1|20|0396	Coding System Version ID|ST||1|10	Alternate Coding System Version ID|ST||1|10	Original Text|ST||1|199
2.5 2.5.1	CP	Composite Price	Price|MO|R|1|20	Price Type|ID||1|2|0205	From Value|NM||1|16	To Value|NM||1|16	Range Units|CE||1|483	Range Type|ID||1|1|0298
2.5 2.5.1	CX	Extended Composite ID with Check Digit	ID Number|ST|R|1|15	Check Digit|ST||1|1	Check Digit Scheme|ID||1|3|0061	Assigning Authority|HD||1|227|0363	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Effective Date|DT||1|8	Expiration Date|DT||1|8	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705
2.5 2.5.1	DLN	Driver_s License Number	License Number|ST|R|1|20	Issuing State, Province, Country|IS||1|20|0333	Expiration Date|DT||1|24
2.5 2.5.1	DR	Date/Time Range	Range Start Date/Time|TS||1|26	Range End Date/Time|TS||1|26
2.5 2.5.1	ED	Encapsulated Data	Source Application|HD||1|227	Type of Data|ID|R|1|9|0191	Data Subtype|ID||1|18|0291	Encoding|ID|R|1|6|0299	Data|TX|R|1|65536
2.5 2.5.1 2.6 2.7 2.7.1 2.8	EI	Entity Identifier	Entity Identifier|ST||1|199	Namespace ID|IS||1|20|0363	Universal ID|ST||1|199	Universal ID Type|ID||1|6|0301
2.5 2.5.1	FC	Financial Class	Financial Class Code|IS|R|1|20|0064	Effective Date|TS||1|26
2.5 2.5.1	HD	Hierarchic Designator	Namespace ID|IS||1|20|0300	Universal ID|ST||1|199	Universal ID Type|ID||1|6|0301
2.5 2.5.1 2.6	JCC	Job Code/Class	Job Code|IS||1|20|0327	Job Class|IS||1|20|0328	Job Description Text|TX||1|250
2.5 2.5.1 2.6	MA	Multiplexed Array	Sample 1 From Channel 1|NM||1|16	Sample 1 From Channel 2|NM||1|16	Sample 1 From Channel N|NM||1|16	Sample 2 From Channel 1|NM||1|16	Sample 2 From Channel N|NM||1|16	Sample N From Channel N|NM||1|16
2.5 2.5.1 2.6	MO	Money	Quantity|NM||1|16	Denomination|ID||1|3
2.5 2.5.1 2.6	NA	Numeric Array	Value1|NM|R|1|16	Value2|NM||1|16	Value3|NM||1|16	Value4|NM||1|16	Value5|NM||1|16	Value6|NM||1|16	Value7|NM||1|16	Value8|NM||1|16	Value9|NM||1|16	Value10|NM||1|16
2.5 2.5.1 2.6	PL	Person Location	Point of Care|IS||1|20|0302	Room|IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Person Location Type|IS||1|20|0305	Building|IS||1|20|0307	Floor|IS||1|20|0308	Location Description|ST||1|199	Comprehensive Location Identifier|EI||1|427	Assigning Authority for Location|HD||1|227
2.5 2.5.1	PPN	Performing Person Time Stamp	ID Number|ST||1|15	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|5|0360	Source Table|IS||1|4|0297	Assigning Authority|HD||1|227	Name Type Code|ID||1|1|0200	Identifier Check Digit|ST||1|1	Check Digit Scheme|ID||1|3|0061	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Date/Time Action Performed|TS||1|26	Name Representation Code|ID||1|1|0465	Name Context|CE||1|483	Name Validity Range|DR||1|17	Name Assembly Order|ID||1|1|0444	Effective Date|TS||1|26	Expiration Date|TS||1|26	Professional Suffix|ST||1|199	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705
2.5 2.5.1 2.6	PT	Processing Type	Processing ID|ID||1|1|0103	Processing Mode|ID||1|1|0207
2.5 2.5.1 2.6 2.7 2.7.1 2.8	QIP	Query Input Parameter List	Segment Field Name|ST|R|1|12	Values|ST|R|1|199
2.5 2.5.1 2.6 2.7 2.7.1 2.8	QSC	Query Selection Criteria	Segment Field Name|ST|R|1|12	Relational Operator|ID||1|2|0209	Value|ST||1|199	Relational Conjunction|ID||1|3|0210
2.5 2.5.1 2.6	RCD	Row Column Definition	Segment Field Name|ST||1|12	HL7 Data Type|ID||1|3|0440	Maximum Column Width|NM||1|2
2.5 2.5.1 2.6	RI	Repeat Interval	Repeat Pattern|IS||1|6|0335	Explicit Time Interval|ST||1|199
2.5 2.5.1	RP	Reference Pointer	Pointer|ST||1|15	Application ID|HD||1|227	Type of Data|ID||1|9|0191	Subtype|ID||1|19|0291
2.5 2.5.1	SCV	Scheduling Class Value Pair	Parameter Class|CWE||1|20	Parameter Value|ST||1|20
2.5 2.5.1 2.6 2.7 2.7.1 2.8	SN	Structured Numeric	Comparator|ST||1|2	Num1|NM||1|15	Separator/Suffix|ST||1|1	Num2|NM||1|15
2.5 2.5.1 2.6 2.7 2.7.1 2.8	VH	Visiting Hours	Start Day Range|ID||1|3|0267	End Day Range|ID||1|3|0267	Start Hour Range|TM||1|16	End Hour Range|TM||1|16
2.5 2.5.1	XAD	Extended Address	Street Address|SAD||1|184	Other Designation|ST||1|120	City|ST||1|50	State or Province|ST||1|50	Zip or Postal Code|ST||1|12	Country|ID||1|3|0399	Address Type|ID||1|3|0190	Other Geographic Designation|ST||1|50	County/Parish Code|IS||1|20|0289	Census Tract|IS||1|20|0288	Address Representation Code|ID||1|1|0465	Address Validity Range|DR||1|53	Effective Date|TS||1|26	Expiration Date|TS||1|26
2.5 2.5.1	XCN	Extended Composite ID Number and Name for Persons	ID Number|ST||1|15	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|5|0360	Source Table|IS||1|4|0297	Assigning Authority|HD||1|227|0363	Name Type Code|ID||1|1|0200	Identifier Check Digit|ST||1|1	Check Digit Scheme|ID||1|3|0061	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Name Representation Code|ID||1|1|0465	Name Context|CE||1|483|0448	Name Validity Range|DR||1|53	Name Assembly Order|ID||1|1|0444	Effective Date|TS||1|26	Expiration Date|TS||1|26	Professional Suffix|ST||1|199	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705
2.5 2.5.1	XON	Extended Composite Name and Identification Number for Organizations	Organization Name|ST||1|50	Organization Name Type Code|IS||1|20|0204	ID Number|NM||1|4	Check Digit|NM||1|1	Check Digit Scheme|ID||1|3|0061	Assigning Authority|HD||1|227|0363	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Name Representation Code|ID||1|1|0465	Organization Identifier|ST||1|20
2.5 2.5.1	XPN	Extended Person Name	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|6|0360	Name Type Code|ID||1|1|0200	Name Representation Code|ID||1|1|0465	Name Context|CE||1|483|0448	Name Validity Range|DR||1|53	Name Assembly Order|ID||1|1|0444	Effective Date|TS||1|26	Expiration Date|TS||1|26	Professional Suffix|ST||1|199
2.5 2.5.1	XTN	Extended Telecommunication Number	Telephone Number|ST||1|199	Telecommunication Use Code|ID||1|3|0201	Telecommunication Equipment Type|ID||1|8|0202	Email Address|ST||1|199	Country Code|NM||1|3	Area/City Code|NM||1|4	Local Number|NM||1|9	Extension|NM||1|5	Any Text|ST||1|199	Extension Prefix|ST||1|4	Speed Dial Code|ST||1|6	Unformatted Telephone number|ST||1|199
2.5 2.5.1 2.6 2.7 2.7.1 2.8	AUI	Authorization Information	Authorization Number|ST||1|30	Date|DT||1|8	Source|ST||1|199
2.5 2.5.1	CCD	Charge Code and Date	Invocation Event|ID|R|1|1|0100	Date/time|TS||1|26
2.5 2.5.1 2.6 2.7 2.7.1 2.8	CCP	Channel Calibration Parameters	Channel Calibration Sensitivity Correction Factor|NM||1|6	Channel Calibration Baseline|NM||1|6	Channel Calibration Time Skew|NM||1|6
2.5 2.5.1 2.6	CSU	Channel Sensitivity	Channel Sensitivity|NM|R|1|60	Unit of Measure Identifier|ST||1|20	Unit of Measure Description|ST||1|199	Unit of Measure Coding System|ID||1|20|0396	Alternate Unit of Measure Identifier|ST||1|20	Alternate Unit of Measure Description|ST||1|199	Alternate Unit of Measure Coding System|ID||1|20|0396
2.5 2.5.1 2.6	CWE	Coded with Exceptions	Identifier|ST||1|20	Text|ST||1|199	Name of Coding System|ID||1|20|0396	Alternate Identifier|ST||1|20	Alternate Text|ST||1|199	Name of Alternate Coding System|ID||1|20|0396	Coding System Version ID|ST||1|10	Alternate Coding System Version ID|ST||1|10	Original Text|ST||1|199
2.5 2.5.1 2.6 2.7 2.7.1 2.8	DDI	Daily Deductible Information	Delay Days|NM||1|3	Monetary Amount|MO|R|1|16	Number of Days|NM||1|4
2.5 2.5.1	DIN	Date and Institution Name	Date|TS|R|1|26	Institution Name|CE|R|1|483|0531
2.5 2.5.1	DLD	Discharge Location and Date	Discharge Location|IS|R|1|20|0113	Effective Date|TS||1|26
2.5 2.5.1 2.6 2.7 2.7.1 2.8	DLT	Delta	Normal Range|NR||1|33	Numeric Threshold|NM||1|4	Change Computation|ID||1|1|0523	Days Retained|NM||1|4
2.5 2.5.1 2.6	DTN	Day Type and Number	Day Type|IS|R|1|2|0149	Number of Days|NM|R|1|3
2.5 2.5.1 2.6 2.7 2.7.1 2.8	EIP	Entity Identifier Pair	Placer Assigned Identifier|EI||1|427	Filler Assigned Identifier|EI||1|427
2.5 2.5.1	ELD	Error Location and Description	Segment ID|ST||1|3	Segment Sequence|NM||1|2	Field Position|NM||1|2	Code Identifying Error|CE||1|483|0357
2.5 2.5.1 2.6	FN	Family Name	Surname|ST|R|1|50	Own Surname Prefix|ST||1|20	Own Surname|ST||1|50	Surname Prefix From Partner/Spouse|ST||1|20	Surname From Partner/Spouse|ST||1|50
2.5 2.5.1 2.6 2.7 2.7.1 2.8	LA1	Location with Address Variation 1	Point of Care|IS||1|20|0302	Room|IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Patient Location Type|IS||1|20|0305	Building|IS||1|20|0307	Floor|IS||1|20|0308	Address|AD||1|415
2.5 2.5.1 2.6	LA2	Location with Address Variation 2	Point of Care|IS||1|20|0302	Room|IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Patient Location Type|IS||1|20|0305	Building|IS||1|20|0307	Floor|IS||1|20|0308	Street Address|ST||1|120	Other Designation|ST||1|120	City|ST||1|50	State or Province|ST||1|50	Zip or Postal Code|ST||1|12	Country|ID||1|3|0399	Address Type|ID||1|3|0190	Other Geographic Designation|ST||1|50
2.5 2.5.1	MOC	Money and Code	Monetary Amount|MO||1|20	Charge Code|CE||1|483
2.5 2.5.1 2.6	MOP	Money or Percentage	Money or Percentage Indicator|ID|R|1|2|0148	Money or Percentage Quantity|NM|R|1|16	Currency Denomination|ID||1|3
2.5 2.5.1 2.6	MSG	Message Type	Message Code|ID|R|1|3|0076	Trigger Event|ID||1|3|0003	Message Structure|ID||1|7|0354
2.5 2.5.1	NDL	Name with Date and Location	Name Of Person|CNN||1|406	Start Date/time|TS||1|26	End Date/time|TS||1|26	Point of Care|IS||1|20|0302	Room|IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Patient Location Type|IS||1|20|0305	Building|IS||1|20|0307	Floor|IS||1|20|0308
2.5 2.5.1 2.6 2.7 2.7.1 2.8	NR	Numeric Range	Low Value|NM||1|16	High Value|NM||1|16
2.5 2.5.1 2.6 2.7 2.7.1 2.8	OCD	Occurrence Code and Date	Occurrence Code|CNE|R|1|705|0350	Occurrence Date|DT|R|1|8
2.5 2.5.1 2.6 2.7 2.7.1 2.8	OSD	Order Sequence Definition	Sequence/Results Flag|ID|R|1|1|0524	Placer Order Number: Entity Identifier|ST|R|1|15	Placer Order Number: Namespace ID|IS||1|6|0363	Filler Order Number: Entity Identifier|ST|R|1|15	Filler Order Number: Namespace ID|IS||1|6|0363	Sequence Condition Value|ST||1|12	Maximum Number of Repeats|NM||1|3	Placer Order Number: Universal ID|ST|R|1|15	Placer Order Number: Universal ID Type|ID||1|6|0301	Filler Order Number: Universal ID|ST|R|1|15	Filler Order Number: Universal ID Type|ID||1|6|0301
2.5 2.5.1 2.6 2.7 2.7.1 2.8	OSP	Occurrence Span Code and Date	Occurrence Span Code|CNE|R|1|705|0351	Occurrence Span Start Date|DT||1|8	Occurrence Span Stop Date|DT||1|8
2.5 2.5.1	PIP	Practitioner Institutional Privileges	Privilege|CE|R|1|483|0525	Privilege Class|CE||1|483|0526	Expiration Date|DT||1|8	Activation Date|DT||1|8	Facility|EI||1|427
2.5 2.5.1 2.6	PLN	Practitioner License or Other ID Number	ID Number|ST|R|1|20	Type of ID Number|IS|R|1|8|0338	State/other Qualifying Information|ST||1|62	Expiration Date|DT||1|8
2.5 2.5.1	PRL	Parent Result Link	Parent Observation Identifier|CE|R|1|483	Parent Observation Sub-identifier|ST||1|20	Parent Observation Value Descriptor|TX||1|250
2.5 2.5.1 2.6	PTA	Policy Type and Amount	Policy Type|IS|R|1|5|0147	Amount Class|IS||1|9|0193	Money or Percentage Quantity|NM||1|16	Money or Percentage|MOP|R|1|23
2.5 2.5.1 2.6	RFR	Reference Range	Numeric Range|NR|R|1|33	Administrative Sex|IS||1|8|0001	Age Range|NR||1|33	Gestational Age Range|NR||1|33	Species|ST||1|20	Race/subspecies|ST||1|20	Conditions|TX||1|199
2.5 2.5.1 2.6	RMC	Room Coverage	Room Type|IS|R|1|20|0145	Amount Type|IS||1|20|0146	Coverage Amount|NM||1|16	Money or Percentage|MOP|R|1|23
2.5 2.5.1 2.6 2.7 2.7.1 2.8	SPD	Specialty Description	Specialty Name|ST|R|1|50	Governing Board|ST||1|50	Eligible or Certified|ID||1|1|0337	Date of Certification|DT||1|8
2.5 2.5.1 2.6 2.7 2.7.1 2.8	SPS	Specimen Source	Specimen Source Name or Code|CWE||1|705	Additives|CWE||1|705|0371	Specimen Collection Method|TX||1|200	Body Site|CWE||1|705|0163	Site Modifier|CWE||1|705|0495	Collection Method Modifier Code|CWE||1|705	Specimen Role|CWE||1|705|0369
2.5 2.5.1 2.6	UVC	UB Value Code and Amount	Value Code|CNE|R|1|20|0153	Value Amount|MO||1|20
2.5 2.5.1	VID	Version Identifier	Version ID|ID||1|5|0104	Internationalization Code|CE||1|483|0399	International Version ID|CE||1|483
2.5 2.5.1 2.6 2.7 2.7.1 2.8	VR	Value Range	First Data Code Value|ST||1|6	Last Data Code Value|ST||1|6
2.5 2.5.1 2.6	WVI	Channel Identifier	Channel Number|NM|R|1|4	Channel Name|ST||1|17
2.5 2.5.1 2.6 2.7 2.7.1 2.8	WVS	Waveform Source	Source One Name|ST|R|1|8	Source Two Name|ST||1|8
2.5 2.5.1 2.6	CNN	Composite ID Number and Name Simplified	ID Number|ST||1|15	Family Name|ST||1|50	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|5|0360	Source Table|IS||1|4|0297	Assigning Authority   - Namespace ID|IS||1|20|0363	Assigning Authority  - Universal ID|ST||1|199	Assigning Authority  - Universal ID Type|ID||1|6|0301
2.5 2.5.1 2.6 2.7 2.7.1 2.8	SAD	Street Address	Street or Mailing Address|ST||1|120	Street Name|ST||1|50	Dwelling Number|ST||1|12
2.5 2.5.1 2.6 2.7 2.7.1 2.8	SRT	Sort Order	Sort-by Field|ST|R|1|12	Sequencing|ID||1|2|0397
2.5 2.5.1 2.6 2.7 2.7.1 2.8	ERL	Error Location	Segment ID|ST|R|1|3	Segment Sequence|NM|R|1|2	Field Position|NM||1|2	Field Repetition|NM||1|2	Component Number|NM||1|2	Sub-Component Number|NM||1|2
2.5 2.5.1 2.6 2.7 2.7.1 2.8	GTS	General Timing Specification
2.5 2.5.1	ICD	Insurance Certification Definition	Certification Patient Type|IS||1|11|0150	Certification Required|ID|R|1|1|0136	Date/Time Certification Required|TS||1|26
2.5 2.5.1 2.6	RPT	Repeat Pattern	Repeat Pattern Code|CWE|R|1|705|0335	Calendar Alignment|ID||1|2|0527	Phase Range Begin Value|NM||1|10	Phase Range End Value|NM||1|10	Period Quantity|NM||1|10	Period Units|IS||1|10	Institution Specified Time|ID||1|1|0136	Event|ID||1|6|0528	Event Offset Quantity|NM||1|10	Event Offset Units|IS||1|10	General Timing Specification|GTS||1|200
2.6 2.7 2.7.1 2.8	CQ	Composite Quantity with Units	Quantity|NM||1|16	Units|CWE||1|705
2.6 2.7 2.7.1 2.8	TQ	Timing Quantity	Quantity|CQ||1|267	Interval|RI||1|206	Duration|ST||1|6	Start Date/Time|DTM||1|24	End Date/Time|DTM||1|24	Priority|ST||1|6	Condition|ST||1|199	Text|TX||1|200	Conjunction|ID||1|1|0472	Order Sequencing|OSD||1|110	Occurrence Duration|CWE||1|705	Total Occurrences|NM||1|4
2.6 2.7 2.7.1 2.8	CP	Composite Price	Price|MO|R|1|20	Price Type|ID||1|2|0205	From Value|NM||1|16	To Value|NM||1|16	Range Units|CWE||1|705	Range Type|ID||1|1|0298
2.6	CX	Extended Composite ID with Check Digit	ID Number|ST|R|1|15	Check Digit|ST||1|4	Check Digit Scheme|ID||1|3|0061	Assigning Authority|HD||1|227|0363	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Effective Date|DT||1|8	Expiration Date|DT||1|8	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705
2.6	DLN	Driver_s License Number	License Number|ST|R|1|20	Issuing State, Province, Country|IS||1|20|0333	Expiration Date|DT||1|8
2.6 2.7 2.7.1 2.8	DR	Date/Time Range	Range Start Date/Time|DTM||1|24	Range End Date/Time|DTM||1|24
2.6 2.7 2.7.1 2.8	ED	Encapsulated Data	Source Application|HD||1|1027	Type of Data|ID|R|1|11|0834	Data Subtype|ID||1|32|0291	Encoding|ID|R|1|6|0299	Data|TX|R|1|65536
2.6	FC	Financial Class	Financial Class Code|IS|R|1|20|0064	Effective Date|DTM||1|24
2.6 2.7 2.7.1 2.8	HD	Hierarchic Designator	Namespace ID|IS||1|20|0300	Universal ID|ST||1|999	Universal ID Type|ID||1|6|0301
2.6	PPN	Performing Person Time Stamp	ID Number|ST||1|15	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|5|0360	Source Table|IS||1|4|0297	Assigning Authority|HD||1|227	Name Type Code|ID||1|1|0200	Identifier Check Digit|ST||1|4	Check Digit Scheme|ID||1|3|0061	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Date/Time Action Performed|DTM||1|24	Name Representation Code|ID||1|1|0465	Name Context|CWE||1|705	Name Validity Range|DR||1|17	Name Assembly Order|ID||1|1|0444	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Professional Suffix|ST||1|199	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705
2.6 2.7 2.7.1 2.8	RP	Reference Pointer	Pointer|ST||1|999	Application ID|HD||1|1027	Type of Data|ID||1|11|0834	Subtype|ID||1|32|0291
2.6 2.7 2.7.1 2.8	SCV	Scheduling Class Value Pair	Parameter Class|CWE||1|20|0294	Parameter Value|ST||1|20
2.6	XAD	Extended Address	Street Address|SAD||1|184	Other Designation|ST||1|120	City|ST||1|50	State or Province|ST||1|50	Zip or Postal Code|ST||1|12	Country|ID||1|3|0399	Address Type|ID||1|3|0190	Other Geographic Designation|ST||1|50	County/Parish Code|IS||1|20|0289	Census Tract|IS||1|20|0288	Address Representation Code|ID||1|1|0465	Address Validity Range|DR||1|49	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Expiration Reason|CWE||1|705|0616	Temporary Indicator|ID||1|1|0136	Bad Address Indicator|ID||1|1|0136	Address Usage|ID||1|44|0617	Addressee|ST||1|199	Comment|ST||1|199	Preference Order|NM||1|2	Protection Code|CWE||1|705|0618	Address Identifier|EI||1|427
2.6	XCN	Extended Composite ID Number and Name for Persons	ID Number|ST||1|15	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|5|0360	Source Table|IS||1|4|0297	Assigning Authority|HD||1|227|0363	Name Type Code|ID||1|1|0200	Identifier Check Digit|ST||1|4	Check Digit Scheme|ID||1|3|0061	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Name Representation Code|ID||1|1|0465	Name Context|CWE||1|705|0448	Name Validity Range|DR||1|49	Name Assembly Order|ID||1|1|0444	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Professional Suffix|ST||1|199	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705
2.6	XON	Extended Composite Name and Identification Number for Organizations	Organization Name|ST||1|50	Organization Name Type Code|IS||1|20|0204	ID Number|NM||1|4	Check Digit|NM||1|4	Check Digit Scheme|ID||1|3|0061	Assigning Authority|HD||1|227|0363	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Name Representation Code|ID||1|1|0465	Organization Identifier|ST||1|20
2.6	XPN	Extended Person Name	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix|ST||1|20	Prefix|ST||1|20	Degree|IS||1|6|0360	Name Type Code|ID||1|1|0200	Name Representation Code|ID||1|1|0465	Name Context|CWE||1|705|0448	Name Validity Range|DR||1|49	Name Assembly Order|ID||1|1|0444	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Professional Suffix|ST||1|199
2.6	XTN	Extended Telecommunication Number	Telephone Number|ST||1|199	Telecommunication Use Code|ID||1|3|0201	Telecommunication Equipment Type|ID||1|8|0202	Email Address|ST||1|199	Country Code|NM||1|3	Area/City Code|NM||1|5	Local Number|NM||1|9	Extension|NM||1|5	Any Text|ST||1|199	Extension Prefix|ST||1|4	Speed Dial Code|ST||1|6	Unformatted Telephone number|ST||1|199	Effective Start Date|DTM||1|24	Exiration Date|DTM||1|24	Exiration Reason|CWE||1|705|0868	Protection Code|CWE||1|705|0618	Shared Telecommunication Identifier|EI||1|427	Preference Order|NM||1|2
2.6	CCD	Charge Code and Date	Invocation Event|ID|R|1|1|0100	Date/time|DTM||1|24
2.6 2.7 2.7.1 2.8	DIN	Date and Institution Name	Date|DTM|R|1|24	Institution Name|CWE|R|1|705|0531
2.6	DLD	Discharge Location and Date	Discharge Location|CWE|R|1|705|0113	Effective Date|DTM||1|24
2.6 2.7 2.7.1 2.8	ELD	Error Location and Description	Segment ID|ST||1|3	Segment Sequence|NM||1|2	Field Position|NM||1|2	Code Identifying Error|CWE||1|705|0357
2.6 2.7 2.7.1 2.8	MOC	Money and Code	Monetary Amount|MO||1|20	Charge Code|CWE||1|705
2.6	NDL	Name with Date and Location	Name Of Person|CNN||1|406	Start Date/time|DTM||1|24	End Date/time|DTM||1|24	Point of Care|IS||1|20|0302	Room|IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Patient Location Type|IS||1|20|0305	Building|IS||1|20|0307	Floor|IS||1|20|0308
2.6 2.7 2.7.1 2.8	PIP	Practitioner Institutional Privileges	Privilege|CWE|R|1|705|0525	Privilege Class|CWE||1|705|0526	Expiration Date|DT||1|8	Activation Date|DT||1|8	Facility|EI||1|427
2.6 2.7 2.7.1 2.8	PRL	Parent Result Link	Parent Observation Identifier|CWE|R|1|705	Parent Observation Sub-identifier|ST||1|20	Parent Observation Value Descriptor|TX||1|250
2.6	VID	Version Identifier	Version ID|ID||1|5|0104	Internationalization Code|CWE||1|483|0339	International Version ID|CWE||1|483
2.6	ICD	Insurance Certification Definition	Certification Patient Type|IS||1|11|0150	Certification Required|ID|R|1|1|0136	Date/Time Certification Required|DTM||1|24
2.7 2.7.1 2.8	FT	Formatted Text
2.7 2.7.1 2.8	ID	Coded Value for HL7-defined tables
2.7 2.7.1 2.8	IS	Coded Value for User-defined tables
2.7 2.7.1 2.8	CD	Channel Definition	Channel Identifier|WVI||1|22	Waveform Source|WVS||1|17	Channel Sensitivity and Units|CSU||1|478	Channel Calibration Parameters|CCP||1|20	Channel Sampling Frequency|NM||1|6	Minimum and Maximum Data Values|NR||1|33
2.7 2.7.1 2.8	CF	Coded Element with Formatted Values	Identifier|ST||1|20	Formatted Text|FT||1|65536	Name of Coding System|ID||1|12|0396	Alternate Identifier|ST||1|20	Alternate Formatted Text|FT||1|65536	Name of Alternate Coding System|ID||1|12|0396	Coding System Version ID|ST||1	Alternate Coding System Version ID|ST||1	Original Text|ST||1	Second Alternate Identifier|ST||1	Second Alternate Formatted Text|FT||1	Name of Second Alternate Coding System|ID||1|12|0396	Second Alternate Coding System Version ID|ST||1	Coding System OID|ST||1	Value Set OID|ST||1	Value Set Version ID|DTM||1	Alternate Coding System OID|ST||1	Alternate Value Set OID|ST||1	Alternate Value Set Version ID|DTM||1	Second Alternate Coding System OID|ST||1	Second Alternate Value Set OID|ST||1	Second Alternate Value Set Version ID|DTM||1
2.7 2.7.1 2.8	CNE	Coded with No Exceptions	Identifier|ST|R|1|20	Text|ST||1|199	Name of Coding System|ID||1|12|0396	Alternate Identifier|ST||1|20	Alternate Text|ST||1|199	Name of Alternate Coding System|ID||1|12|0396	Coding System Version ID|ST||1|10	Alternate Coding System Version ID|ST||1|10	Original Text|ST||1|199	Second Alternate Identifier|ST||1	Second Alternate Text|ST||1	Name of Second Alternate Coding System|ID||1|12|0396	Second Alternate Coding System Version ID|ST||1	Coding System OID|ST||1	Value Set OID|ST||1	Value Set Version ID|DTM||1	Alternate Coding System OID|ST||1	Alternate Value Set OID|ST||1	Alternate Value Set Version ID|DTM||1	Second Alternate Coding System OID|ST||1	Second Alternate Value Set OID|ST||1	Second Alternate Value Set Version ID|DTM||1
2.7 2.7.1 2.8	CX	Extended Composite ID with Check Digit	ID Number|ST|R|1|15	Identifier Check Digit|ST||1|4	Check Digit Scheme |ID||1|3|0061	Assigning Authority|HD||1|227|0363	Identifier Type Code|ID|R|1|5|0203	Assigning Facility|HD||1|227	Effective Date|DT||1|8	Expiration Date|DT||1|8	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705	Security Check|ST||1	Security Check Scheme|ID||1|3|0904
2.7 2.7.1 2.8	DLN	Driver's License Number	License Number|ST|R|1|20	Issuing State, Province, Country|CWE||1|20|0333	Expiration Date|DT||1|8
2.7 2.7.1 2.8	FC	Financial Class	Financial Class Code|CWE|R|1|20|0064	Effective Date|DTM||1|24
2.7 2.7.1 2.8	JCC	Job Code/Class	Job Code|CWE||1|20|0327	Job Class|CWE||1|20|0328	Job Description Text|TX||1|250
2.7 2.7.1 2.8	MA	Multiplexed Array	Sample Y From Channel 1|NM||1|16	Sample Y From Channel 2|NM||1|16	Sample Y From Channel 3|NM||1|16	Sample Y From Channel 4|NM||1|16	Sample Y From Channel 5|NM||1|16	Sample Y From Channel 6|NM||1|16	Sample Y From Channel 7|NM||1	Sample Y From Channel 8|NM||1	Sample Y From Channel 9|NM||1	Sample Y From Channel 10|NM||1
2.7 2.7.1 2.8	MO	Money	Quantity|NM||1|16	Denomination|ID||1|3|0913
2.7 2.7.1 2.8	NA	Numeric Array	Value1|NM||1|16	Value2|NM||1|16	Value3|NM||1|16	Value4|NM||1|16	Value5|NM||1|16	Value6|NM||1|16	Value7|NM||1|16	Value8|NM||1|16	Value9|NM||1|16	Value10|NM||1|16
2.7 2.7.1 2.8	PL	Person Location	Point of Care|HD||1|20|0302	Room|HD||1|20|0303	Bed|HD||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Person Location Type|IS||1|20|0305	Building|HD||1|20|0307	Floor|HD||1|20|0308	Location Description|ST||1|199	Comprehensive Location Identifier|EI||1|427	Assigning Authority for Location|HD||1|227|0363
2.7 2.7.1 2.8	PPN	Performing Person Time Stamp	Person Identifier|ST||1|15	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix (e.g., JR or III)|ST||1|20	Prefix (e.g., DR)|ST||1|20	Degree (e.g., MD)|ST||1|5|0360	Source Table|CWE||1|4|0297	Assigning Authority|HD||1|227|0363	Name Type Code|ID||1|5|0200	Identifier Check Digit|ST||1|4	Check Digit Scheme |ID||1|3|0061	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Date/Time Action Performed|DTM||1|24	Name Representation Code|ID||1|1|0465	Name Context|CWE||1|705|0448	Name Validity Range|ST||1|17	Name Assembly Order|ID||1|1|0444	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Professional Suffix|ST||1|199	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705	Security Check |ST||1	Security Check Scheme|ID||1|3|0904
2.7 2.7.1 2.8	PT	Processing Type	Processing ID|ID|R|1|1|0103	Processing Mode|ID||1|1|0207
2.7 2.7.1 2.8	RCD	Row Column Definition	Segment Field Name|ST||1|12	HL7 Data Type|ID||1|3|0440	Maximum Column Width|NM||1|5
2.7 2.7.1 2.8	RI	Repeat Interval	Repeat Pattern|CWE||1|6|0335	Explicit Time Interval|ST||1|199
2.7 2.7.1 2.8	XAD	Extended Address	Street Address|SAD||1|184	Other Designation|ST||1|120	City|ST||1|50	State or Province|ST||1|50	Zip or Postal Code|ST||1|12	Country|ID||1|3|0399	Address Type|ID||1|3|0190	Other Geographic Designation|ST||1|50	County/Parish Code|CWE||1|20|0289	Census Tract|CWE||1|20|0288	Address Representation Code|ID||1|1|0465	Address Validity Range|ST||1|49	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Expiration Reason|CWE||1|705|0616	Temporary Indicator|ID||1|1|0136	Bad Address Indicator|ID||1|1|0136	Address Usage|ID||1|1|0617	Addressee|ST||1|199	Comment|ST||1|199	Preference Order|NM||1|2	Protection Code|CWE||1|705|0618	Address Identifier|EI||1|427
2.7 2.7.1 2.8	XCN	Extended Composite ID Number and Name for Persons	Person Identifier|ST||1|15	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix (e.g., JR or III)|ST||1|20	Prefix (e.g., DR)|ST||1|20	Degree (e.g., MD)|ST||1|5|0360	Source Table|CWE||1|4|0297	Assigning Authority|HD||1|227|0363	Name Type Code|ID||1|5|0200	Identifier Check Digit|ST||1|4	Check Digit Scheme|ID||1|3|0061	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Name Representation Code|ID||1|1|0465	Name Context|CWE||1|705|0448	Name Validity Range|ST||1|49	Name Assembly Order|ID||1|1|0444	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Professional Suffix|ST||1|199	Assigning Jurisdiction|CWE||1|705	Assigning Agency or Department|CWE||1|705	Security Check |ST||1	Security Check Scheme|ID||1|3|0904
2.7 2.7.1 2.8	XON	Extended Composite Name and Identification Number for Organizations	Organization Name|ST||1|50	Organization Name Type Code|CWE||1|20|0204	ID Number|ST||1|4	Identifier Check Digit|NM||1|4	Check Digit Scheme |ID||1|3|0061	Assigning Authority|HD||1|227|0363	Identifier Type Code|ID||1|5|0203	Assigning Facility|HD||1|227	Name Representation Code|ID||1|1|0465	Organization Identifier|ST||1|20
2.7 2.7.1 2.8	XPN	Extended Person Name	Family Name|FN||1|194	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix (e.g., JR or III)|ST||1|20	Prefix (e.g., DR)|ST||1|20	Degree (e.g., MD)|ST||1|6|0360	Name Type Code|ID||1|5|0200	Name Representation Code|ID||1|1|0465	Name Context|CWE||1|705|0448	Name Validity Range|ST||1|49	Name Assembly Order|ID||1|1|0444	Effective Date|DTM||1|24	Expiration Date|DTM||1|24	Professional Suffix|ST||1|199	Called By|ST||1
2.7 2.7.1 2.8	XTN	Extended Telecommunication Number	Telephone Number|ST||1|199	Telecommunication Use Code|ID||1|3|0201	Telecommunication Equipment Type|ID|R|1|8|0202	Communication Address|ST||1|199	Country Code|ST||1|3	Area/City Code|ST||1|5	Local Number|ST||1|9	Extension|ST||1|5	Any Text|ST||1|199	Extension Prefix|ST||1|4	Speed Dial Code|ST||1|6	Unformatted Telephone number |ST||1|199	Effective Start Date|DTM||1|24	Expiration Date|DTM||1|24	Expiration Reason|CWE||1|705|0868	Protection Code|CWE||1|705|0618	Shared Telecommunication Identifier|EI||1|427	Preference Order|NM||1|2
2.7 2.7.1 2.8	CCD	Charge Code and Date	Invocation Event |ID|R|1|1|0100	Date/time|DTM||1|24
2.7 2.7.1 2.8	CSU	Channel Sensitivity and Units	Channel Sensitivity|NM|R|1|60	Unit of Measure Identifier|ST||1|20	Unit of Measure Description|ST||1|199	Unit of Measure Coding System|ID||1|12|0396	Alternate Unit of Measure Identifier|ST||1|20	Alternate Unit of Measure Description|ST||1|199	Alternate Unit of Measure Coding System|ID||1|12|0396	Unit of Measure Coding System Version ID|ST||1	Alternate Unit of Measure Coding System Version ID|ST||1	Original Text|ST||1|199	Second Alternate Unit of Measure Identifier|ST||1	Second Alternate Unit of Measure Text|ST||1	Name of Second Alternate Unit of Measure Coding System|ID||1|12|0396	Second Alternate Unit of Measure Coding System Version ID|ST||1	Unit of Measure Coding System OID|ST||1	Unit of Measure Value Set OID|ST||1	Unit of Measure Value Set Version ID|DTM||1	Alternate Unit of Measure Coding System OID|ST||1	Alternate Unit of Measure Value Set OID|ST||1	Alternate Unit of Measure Value Set Version ID|DTM||1	Alternate Unit of Measure Coding System OID|ST||1	Alternate Unit of Measure Value Set OID|ST||1	Alternate Unit of Measure Value Set Version ID|ST||1
2.7 2.7.1 2.8	CWE	Coded with Exceptions	Identifier|ST||1|20	Text|ST||1|199	Name of Coding System|ID||1|12|0396	Alternate Identifier|ST||1|20	Alternate Text|ST||1|199	Name of Alternate Coding System|ID||1|12|0396	Coding System Version ID|ST||1|10	Alternate Coding System Version ID|ST||1|10	Original Text|ST||1|199	Second Alternate Identifier|ST||1	Second Alternate Text|ST||1	Name of Second Alternate Coding System|ID||1|12|0396	Second Alternate Coding System Version ID|ST||1	Coding System OID|ST||1	Value Set OID|ST||1	Value Set Version ID|DTM||1	Alternate Coding System OID|ST||1	Alternate Value Set OID|ST||1	Alternate Value Set Version ID|DTM||1	Second Alternate Coding System OID|ST||1	Second Alternate Value Set OID|ST||1	Second Alternate Value Set Version ID|DTM||1
2.7 2.7.1 2.8	DLD	Discharge to Location and Date	Discharge to Location|CWE|R|1|705|0113	Effective Date|DTM||1|24
2.7 2.7.1 2.8	DTN	Day Type and Number	Day Type|CWE|R|1|2|0149	Number of Days|NM|R|1|3
2.7 2.7.1 2.8	FN	Family Name	Surname|ST|R|1|50	Own Surname Prefix|ST||1|20	Own Surname|ST||1|50	Surname Prefix from Partner/Spouse|ST||1|20	Surname from Partner/Spouse|ST||1|50
2.7 2.7.1 2.8	LA2	Location with Address Variation 2	Point of Care|IS||1|20|0302	Room|IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status|IS||1|20|0306	Patient Location Type|IS||1|20|0305	Building|IS||1|20|0307	Floor|IS||1|20|0308	Street Address|ST||1|120	Other Designation|ST||1|120	City|ST||1|50	State or Province|ST||1|50	Zip or Postal Code|ST||1|12	Country|ID||1|3|0399	Address Type|ID||1|3|0190	Other Geographic Designation |ST||1|50
2.7 2.7.1 2.8	MOP	Money or Percentage	Money or Percentage Indicator|ID|R|1|2|0148	Money or Percentage Quantity|NM|R|1|16	Monetary  Denomination|ID||1|3|0913
2.7 2.7.1 2.8	MSG	Message Type	Message Code|ID|R|1|3|0076	Trigger Event|ID|R|1|3|0003	Message Structure|ID|R|1|7|0354
2.7 2.7.1 2.8	NDL	Name with Date and Location	Name|CNN||1|406	Start Date/time|DTM||1|24	End Date/time|DTM||1|24	Point of Care |IS||1|20|0302	Room |IS||1|20|0303	Bed|IS||1|20|0304	Facility|HD||1|227	Location Status |IS||1|20|0306	Patient Location Type|IS||1|20|0305	Building |IS||1|20|0307	Floor|IS||1|20|0308
2.7 2.7.1 2.8	PLN	Practitioner License or Other ID Number	ID Number|ST|R|1|20	Type of ID Number|CWE|R|1|8|0338	State/other Qualifying Information|ST||1|62	Expiration Date|DT||1|8
2.7 2.7.1 2.8	PTA	Policy Type and Amount	Policy Type|CWE|R|1|5|0147	Amount Class|CWE||1|9|0193	Money or Percentage Quantity|ST||1|16	Money or Percentage|MOP|R|1|23
2.7 2.7.1 2.8	RFR	Reference Range	Numeric Range|NR|R|1|33	Administrative Sex|CWE||1|8|0001	Age Range|NR||1|33	Gestational Age Range|NR||1|33	Species|ST||1|20	Race/subspecies|ST||1|20	Conditions|TX||1|199
2.7 2.7.1 2.8	RMC	Room Coverage	Room Type|CWE|R|1|20|0145	Amount Type|CWE||1|20|0146	Coverage Amount|ST||1|16	Money or Percentage|MOP|R|1|23
2.7 2.7.1 2.8	UVC	UB Value Code and Amount	Value Code|CWE|R|1|20|0153	Value Amount|MO||1|20	Non-Monetary Value Amount / Quantity|NM||1	Non-Monetary Value Amount / Units |CWE||1
2.7 2.7.1 2.8	VID	Version Identifier	Version ID|ID|R|1|5|0104	Internationalization Code|CWE||1|483|0399	International Version ID|CWE||1|483
2.7 2.7.1 2.8	WVI	Channel Identifier	Channel Number|NM|R|1|4	Channel Name |ST||1|17
2.7 2.7.1 2.8	CNN	Composite ID Number and Name Simplified	ID Number|ST||1|15	Family Name|ST||1|50	Given Name|ST||1|30	Second and Further Given Names or Initials Thereof|ST||1|30	Suffix (e.g., JR or III)|ST||1|20	Prefix (e.g., DR)|ST||1|20	Degree (e.g., MD)|IS||1|5|0360	Source Table|IS||1|4|0297	Assigning Authority   - Namespace ID|IS||1|20|0363	Assigning Authority  - Universal ID|ST||1|199	Assigning Authority  - Universal ID Type|ID||1|6|0301
2.7 2.7.1 2.8	ICD	Insurance Certification Definition	Certification Patient Type|CWE||1|11|0150	Certification Required|ID|R|1|1|0136	Date/Time Certification Required|DTM||1|24
2.7 2.7.1 2.8	RPT	Repeat Pattern	Repeat Pattern Code|CWE|R|1|705|0335	Calendar Alignment|ID||1|2|0527	Phase Range Begin Value|NM||1|10	Phase Range End Value|NM||1|10	Period Quantity|NM||1|10	Period Units|CWE||1|10	Institution Specified Time|ID||1|1|0136	Event|ID||1|3|0528	Event Offset Quantity|NM||1|10	Event Offset Units|CWE||1|10	General Timing Specification|GTS||1|200`;
